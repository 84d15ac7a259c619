"""Damaged copies of real files, and bytes of any kind: every reader ends with a result or a reason.

`make soak` goes on for twenty minutes; a seed that failed there is made again with
`python -m bench.fuzz --replay SEED`.
"""

import contextlib
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fuzz import SECONDS, Case, Found, cases, forms, read_one, wrong
from pipeline.errors import ReadError
from pipeline.examine import examine
from pipeline.intake import unpack
from pipeline.isolation import Limits, Workers
from pipeline.kinds import kind_of

SEEDS = st.integers(min_value=0, max_value=2**31)
QUIETLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

NAMES = st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=40)
HEADS = st.sampled_from(
    [
        b"",
        b"PK\3\4",
        b"%PDF-1.7\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"{\\rtf1 ",
        b"\x78\x9f\x3e\x22",
    ]
)
HEADERS = (
    b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?q?x?=\r\nMIME-Version: 1.0\r\n"
)
LINES = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html; charset=x-unknown",
        b"Content-Type: ;;;=",
        b"Content-Transfer-Encoding: base64",
        b"Content-Transfer-Encoding: quoted-printable",
        b"Content-Disposition: attachment; filename*=utf-8''%ff%00%2e%2e%2f",
        b'Content-Disposition: attachment; filename="../../a.docx"',
        b"",
        b"--b",
        b"--b--",
        b"=?utf-8?b?////?=",
        b"\xff\xfe\x00",
        b" folded",
    ]
)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1, limits=Limits(seconds=SECONDS * 3), preload=("pipeline.examine",)) as pool:
        yield pool


def read_by(workers: Workers, case: Case) -> Found:
    try:
        return workers.run(read_one, case)[0]
    except ReadError as error:
        return error


def unpacked(path: Path) -> None:
    """Open what arrived; only an announced error may come out."""
    kind_of(path)
    with tempfile.TemporaryDirectory() as into, contextlib.suppress(ReadError):
        unpack(path, Path(into))


@pytest.mark.slow
@given(seed=SEEDS)
@settings(QUIETLY, max_examples=15, derandomize=True)
def test_a_damaged_dossier_is_read_or_refused(seed: int, workers: Workers, tmp_path: Path) -> None:
    case = next(cases(seed, tmp_path))

    assert wrong(read_by(workers, case)) is None


@given(head=HEADS, rest=st.binary(max_size=4000))
@QUIETLY
def test_bytes_of_any_kind_are_opened_or_refused(head: bytes, rest: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(head + rest)

    unpacked(file)


@given(lines=st.lists(LINES, max_size=40))
@QUIETLY
def test_a_mail_of_any_shape_is_opened_or_refused(lines: list[bytes], tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(HEADERS + b"\r\n".join(lines))

    unpacked(file)


@given(
    names=st.lists(NAMES, min_size=1, max_size=6, unique=True),
    cut=st.integers(min_value=0, max_value=400),
)
@QUIETLY
def test_an_archive_with_any_names_stays_in_its_folder(
    names: list[str], cut: int, tmp_path: Path
) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"PK\3\4")
    content = file.read_bytes()
    file.write_bytes(content[: max(len(content) - cut, 10)])

    unpacked(file)

    assert list(tmp_path.iterdir()) == [file]


@given(content=st.text(max_size=500))
@QUIETLY
def test_a_result_says_why_whatever_the_text(content: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(content.encode("utf-8", "surrogatepass"))

    with tempfile.TemporaryDirectory() as into:
        found = examine(file, forms()[0], Path(into))

    assert found
    assert all(one.findings for one in found)
