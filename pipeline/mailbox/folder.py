"""An open folder of a mailbox: list it, fetch from it, mark what was processed.

imap-tools' own `flag` and `move` end with EXPUNGE, which removes for ever whatever anybody has
marked for deletion in that folder; its `fetch` parses whole messages in this process and leaves out
when they arrived. So these commands are given here, through its connection.
"""

import datetime as dt
import imaplib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxFolderStatusError
from imap_tools.utils import encode_folder

from pipeline.errors import MailInterrupted, MailNotMarked, MailServerUnfit, MessageNotGiven
from pipeline.mailbox.account import Account
from pipeline.mailbox.answers import Answer, Piece, answers
from pipeline.mailbox.faults import talking
from pipeline.mailbox.heading import heading_of

_BATCH = 200  # messages described at once: some servers limit the length of a command
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Envelope(NamedTuple):
    """A message before it is fetched; the words are there only where they were asked for."""

    uid: int
    arrived: dt.datetime | None
    size: int
    subject: str = ""
    sender: str = ""


class Fetched(NamedTuple):
    """The very bytes of a message, and when the server says that it came in."""

    content: bytes
    arrived: dt.datetime | None
    subject: str


class Refused(Exception):
    """The server answered NO or BAD; `words` are its own, fit to be shown."""

    def __init__(self, data: Sequence[Piece]) -> None:
        last = data[-1] if data else None
        text = last.decode("utf-8", "replace") if isinstance(last, bytes) else ""
        plain = "".join(c if c.isprintable() else " " for c in text)
        self.words = " ".join(plain.split())[:200] or "sans explication"
        super().__init__(self.words)


class Folder:
    """A selected folder; `uidvalidity` tells which numbering its UIDs belong to."""

    def __init__(self, box: BaseMailBox, account: Account) -> None:
        self._box = box
        self._account = account
        self.uidvalidity = _number(box.client.response("UIDVALIDITY")[1])
        permanent = box.client.response("PERMANENTFLAGS")[1]
        self._flags = b" ".join(part for part in permanent if isinstance(part, bytes))
        if not self.uidvalidity:
            raise self._unfit("il ne numérote pas ses messages durablement (UIDVALIDITY)")

    def check_markable(self) -> None:
        """Make sure, before anything is taken, that it can be marked afterwards.

        Raises:
            MailServerUnfit: the flag, the folder or the server's abilities do not allow it.
        """
        if self._account.move_to is not None:
            self._check_movable(self._account.move_to)
        elif self._flags and not self._may_be_kept(self._account.mark):
            raise self._unfit(f"ce dossier ne retient pas la marque « {self._account.flag} »")

    def uids(self, since: dt.date | None = None) -> tuple[int, ...]:
        """Return the UIDs of the folder, in order; of those that came in on a day or later."""
        criteria = "ALL"
        if since is not None:
            criteria = f"SINCE {since.day:02d}-{_MONTHS[since.month - 1]}-{since.year:04d}"
        with talking(self._account):
            return tuple(sorted(int(uid) for uid in self._box.uids(criteria, charset=None)))

    def describe(self, uids: Sequence[int], *, words: bool = False) -> Iterator[Envelope]:
        """Yield what messages are, without reading them; those that are gone are left out.

        Args:
            uids: which ones.
            words: also give subject and sender.

        Raises:
            MailInterrupted: the server does not answer, or refuses.
        """
        items = "(UID INTERNALDATE RFC822.SIZE"
        items += " BODY.PEEK[HEADER.FIELDS (SUBJECT FROM)])" if words else ")"
        for start in range(0, len(uids), _BATCH):
            try:
                batch = self._ask(uids[start : start + _BATCH], items)
            except Refused as error:
                raise MailInterrupted(host=self._account.host, detail=error.words) from None
            for found in batch:
                heading = heading_of(found.content or b"")
                yield Envelope(found.uid, found.arrived, found.size or 0, *heading)

    def fetch(self, uid: int) -> Fetched | None:
        """Return a message as it stands, without marking it as read; None if it is gone.

        Raises:
            MessageNotGiven: the server has it and does not give it.
            MailInterrupted: the conversation broke off.
        """
        try:
            found = [
                one for one in self._ask((uid,), "(UID INTERNALDATE BODY.PEEK[])") if one.uid == uid
            ]
        except Refused as error:
            raise MessageNotGiven(uid=uid, detail=error.words) from None
        if not found:
            return None
        content = next((one.content for one in found if one.content), None)
        if content is None:
            raise MessageNotGiven(uid=uid, detail="il est vide")
        arrived = next((one.arrived for one in found if one.arrived), None)
        return Fetched(content, arrived, heading_of(content).subject)

    def mark(self, uid: int) -> str:
        """Show that a message is processed, by its flag or by its place; say which of the two.

        Doing it again changes nothing. Nothing is removed but the message moved, and that only
        once the server says that its copy is made.

        Raises:
            MailNotMarked: the server refuses.
            MailInterrupted: the conversation broke off.
        """
        try:
            if self._account.move_to is None:
                self._order("STORE", str(uid), "+FLAGS.SILENT", f"({self._account.mark})")
                return "flag"
            self._move(str(uid), encode_folder(self._account.move_to))
        except Refused as error:
            raise MailNotMarked(detail=error.words) from None
        return "move"

    def _move(self, uid: str, target: bytes) -> None:
        if "MOVE" in self._box.client.capabilities:
            self._order("MOVE", uid, target)
            return
        self._order("COPY", uid, target)
        self._order("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
        # RFC 4315: of this message alone. Plain EXPUNGE would take what others have deleted.
        self._order("EXPUNGE", uid)

    def _check_movable(self, target: str) -> None:
        able = self._box.client.capabilities
        if "MOVE" not in able and "UIDPLUS" not in able:
            raise self._unfit("il ne sait pas déplacer un message sans risque (MOVE, UIDPLUS)")
        with talking(self._account):
            try:
                self._box.folder.status(target, ["UIDVALIDITY"])
            except MailboxFolderStatusError:
                raise self._unfit(f"le dossier « {target} » (move_to) n’existe pas") from None

    def _may_be_kept(self, flag: str) -> bool:
        # RFC 3501, 7.1: « \\* » says that keywords of one's own are kept.
        kept = self._flags.lower().replace(b"(", b" ").replace(b")", b" ").split()
        return flag.lower().encode() in kept or (not flag.startswith("\\") and rb"\*" in kept)

    def _ask(self, uids: Sequence[int], items: str) -> list[Answer]:
        data = self._order("FETCH", ",".join(map(str, uids)), items)
        with talking(self._account):
            return list(answers(data))

    def _order(self, command: str, *words: str | bytes) -> Sequence[Piece]:
        """Give a command about messages named by UID.

        Raises:
            Refused: the server answers NO or BAD.
            MailInterrupted: the conversation broke off.
        """
        with talking(self._account):
            try:
                status, data = self._box.client.uid(command, *words)  # type: ignore[arg-type]
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error:  # BAD, which the library raises
                status, data = "BAD", []
        if status != "OK":
            raise Refused(data)
        return data

    def _unfit(self, detail: str) -> MailServerUnfit:
        return MailServerUnfit(host=self._account.host, detail=detail)


def _number(data: Sequence[object]) -> int:
    last = data[-1] if data else None
    return int(last) if isinstance(last, bytes) and last.isdigit() else 0
