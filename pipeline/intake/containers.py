"""Which kinds of files hold others, and how each is opened."""

from pathlib import Path

from pipeline.errors import EncryptedMail, TooLarge
from pipeline.intake.archive import open_archive
from pipeline.intake.folder import open_folder
from pipeline.intake.hold import MAX_MAIL
from pipeline.intake.mail import open_mail, open_mailbox
from pipeline.intake.part import Opened
from pipeline.kinds import Kind

MAILS: frozenset[Kind] = frozenset({"mail", "outlook", "tnef"})
_IN_MEMORY: frozenset[Kind] = MAILS | {"mailbox", "signed-mail"}
CONTAINERS: frozenset[Kind] = _IN_MEMORY | {"folder", "zip", "tar", "packed", "encrypted-mail"}


def opened(path: Path, kind: Kind, name: str) -> Opened:
    """Open a container; its items come as they are asked for.

    Args:
        path: the container.
        kind: one of `CONTAINERS`.
        name: how to call it in messages.

    Raises:
        EncryptedMail: only its addressee's mail program can open it.
        TooLarge: a mail too large to be parsed.
        ReadError: it is damaged, or not opened for another reason.
    """
    if kind == "encrypted-mail":
        raise EncryptedMail(name=name)
    if kind in _IN_MEMORY:
        if path.stat().st_size > MAX_MAIL:
            raise TooLarge(name=name, detail=f"plus de {MAX_MAIL // 1024**2} Mo")
        try:
            return _opened_mail(path, kind, name)
        except MemoryError as error:  # parsing takes ten times the bytes of the mail
            raise TooLarge(name=name, detail=f"{path.stat().st_size // 1024**2} Mo") from error
    if kind == "folder":
        return Opened(open_folder(path))
    if kind == "zip":
        return Opened(open_archive(path, name))
    from pipeline.intake.packed import open_packed, open_tar  # noqa: PLC0415 -- rarely needed

    return Opened(open_tar(path, name) if kind == "tar" else open_packed(path, name))


def _opened_mail(path: Path, kind: Kind, name: str) -> Opened:
    if kind == "mail":
        return open_mail(path, name)
    if kind == "mailbox":
        return open_mailbox(path)
    if kind == "outlook":
        from pipeline.intake.outlook import open_outlook  # noqa: PLC0415 -- olefile, rarely needed

        return open_outlook(path, name)
    if kind == "tnef":
        from pipeline.intake.tnef import open_tnef  # noqa: PLC0415 -- rarely needed

        return open_tnef(path, name)
    from pipeline.intake.signed import open_signed  # noqa: PLC0415 -- rarely needed

    return Opened(open_signed(path, name))
