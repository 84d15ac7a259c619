"""PDF reading: digital signatures — whose, when, and whether the file still is what was signed.

Everything is found out from the file alone: no list of revoked certificates, no chain and no
time stamp is fetched, so that a certificate is never more than « not verified ». The bytes signed,
the signature over them and what was added afterwards are checked by pyHanko (ISO 32000-2, 12.8).
"""

import datetime as dt
import logging
import mmap
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Literal, NamedTuple

from schemas.document import Notice

if TYPE_CHECKING:
    from pyhanko.sign.validation import EmbeddedPdfSignature

State = Literal["INTACT", "COMPLETED", "ALTERED", "UNCHECKED"]
Certificate = Literal["self_signed", "expired", "unverified"]

MAX_BYTES = 60_000_000  # a scanned dossier of 100 pages
MAX_SIGNATURES = 8
SECONDS = 5  # of the processor; a dossier signed twice takes 0.1
_MARK = b"/ByteRange"  # never compressed: the place of the signature must be known before it
_LONGEST = 80
_PREFIX = "SIGNED_"

_ODD = (
    ArithmeticError, AssertionError, AttributeError, KeyError, IndexError, MemoryError,
    NotImplementedError, OSError, RecursionError, RuntimeError, TimeoutError, TypeError, ValueError,
)  # fmt: skip
"""What parsers of Python raise on files made to harm; see `PdfError` for pyHanko's own."""


class Signed(NamedTuple):
    """One digital signature.

    `state` INTACT: nothing was changed since; COMPLETED: only fields were filled or other
    signatures added; ALTERED: the file is not what was signed; UNCHECKED: nobody can tell.
    """

    field: str
    signer: str
    date: str
    state: State
    certificate: Certificate


def signature_notices(path: Path, noticed: Sequence[Notice]) -> list[Notice]:
    """Return what was noticed, the bare presence of digital signatures replaced by their state.

    Args:
        path: the PDF.
        noticed: what its pages gave, with one DIGITAL_SIGNATURE for each signed field shown.
    """
    signed = digital_signatures(path)
    if len(signed) < sum(notice.code == "DIGITAL_SIGNATURE" for notice in noticed):
        return [*noticed, *map(_notice, signed)]
    others = [notice for notice in noticed if notice.code != "DIGITAL_SIGNATURE"]
    return [*others, *map(_notice, signed)]


def digital_signatures(path: Path) -> tuple[Signed, ...]:
    """Return the digital signatures of a file in the order they were made; never an error.

    A signature that cannot be taken apart is left out: its field still shows that there is one.
    """
    if not _may_be_signed(path):
        return ()
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 -- 0.3 s, seldom needed
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 -- as above

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it warns of odd files
    try:
        with _limited(SECONDS), path.open("rb") as file:
            reader = PdfFileReader(file, strict=False)
            if reader.encrypted:
                reader.decrypt(b"")
            return tuple(_signed(one) for one in reader.embedded_signatures[:MAX_SIGNATURES])
    except (*_ODD, PdfError):
        return ()


def _may_be_signed(path: Path) -> bool:
    size = path.stat().st_size
    if not 0 < size <= MAX_BYTES:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(_MARK) >= 0


def _signed(embedded: "EmbeddedPdfSignature") -> Signed:
    when = embedded.self_reported_timestamp
    certificate = embedded.signer_cert
    names = certificate.subject.native
    name = names.get("common_name") or names.get("email_address") or ""
    return Signed(
        field=_plain(embedded.field_name),
        signer=_plain(name if isinstance(name, str) else " ".join(name)),
        date=when.date().isoformat() if when is not None else "",
        state=_state(embedded),
        certificate=_certificate(embedded, when),
    )


def _state(embedded: "EmbeddedPdfSignature") -> State:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 -- as above
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 -- as above
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel  # noqa: PLC0415 -- above
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity  # noqa: PLC0415 -- above

    kind = embedded.signed_data["encap_content_info"]["content_type"].native
    if embedded.sig_object_type != "/Sig" or kind != "data":
        return "UNCHECKED"
    try:
        embedded.compute_integrity_info()  # type: ignore[no-untyped-call] # theirs
        changes = embedded.summarise_integrity_info()["diff_result"]
        intact, valid = validate_sig_integrity(
            embedded.signer_info, embedded.signer_cert, kind, embedded.compute_digest()
        )
    except (*_ODD, PdfError, UnsupportedAlgorithm):
        return "UNCHECKED"
    if not (intact and valid) or not isinstance(changes, DiffResult):
        return "ALTERED"
    late = changes.modification_level
    return "INTACT" if late <= ModificationLevel.LTA_UPDATES else "COMPLETED"


def _certificate(embedded: "EmbeddedPdfSignature", when: dt.datetime | None) -> Certificate:
    own = embedded.signer_cert
    if own.self_issued:
        return "self_signed"
    # Of the day it says it was used: today is no business of a reader.
    dated = when is not None and when.tzinfo is not None
    if dated and not own.not_valid_before <= when <= own.not_valid_after:
        return "expired"
    return "unverified"


def _notice(signed: Signed) -> Notice:
    facts: dict[str, str | int] = {
        "field": signed.field,
        "signer": signed.signer,
        "date": signed.date,
        "certificate": signed.certificate,
    }
    return Notice(code=_PREFIX + signed.state, facts=facts)


def _plain(text: str) -> str:
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:_LONGEST]


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End what takes too long with a TimeoutError; without a limit outside of a main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
