"""Bookkeeping: questions about the messages of a mailbox: taken, and marked there since."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from pipeline.store import tables as t


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message whose bytes are received; `marked` once the mailbox says so too.

    `account` is the digest of server, user and folder; a `uid` names a message only under the
    `uidvalidity` it was seen with (RFC 3501, 2.3.1.1). `examined` is that of its receipt.
    """

    id: int
    account: str
    uidvalidity: int
    uid: int
    receipt: int
    marked: bool
    examined: bool


class Correspondence:
    """Questions about messages; they come in the order they were taken."""

    _ask: Callable[..., sa.CursorResult[tuple[object, ...]]]

    def messages(self, campaign: str, account: str) -> tuple[Message, ...]:
        """Return what was taken from an account for a campaign."""
        query = (
            sa.select(t.messages, t.receipts.c.examined)
            .join(t.receipts, t.receipts.c.id == t.messages.c.receipt)
            .where(t.messages.c.campaign == campaign, t.messages.c.account == account)
            .order_by(t.messages.c.id)
        )
        return tuple(
            Message(
                id=row.id,
                account=row.account,
                uidvalidity=row.uidvalidity,
                uid=row.uid,
                receipt=row.receipt,
                marked=row.marked,
                examined=row.examined,
            )
            for row in self._ask(query)
        )

    def receipt_of(self, campaign: str, sha256: str) -> int | None:
        """Return the first receipt of these very bytes, wherever they came from."""
        query = (
            sa.select(t.receipts.c.id)
            .where(t.receipts.c.campaign == campaign, t.receipts.c.sha256 == sha256)
            .where(t.receipts.c.is_folder.is_(False))
            .order_by(t.receipts.c.id)
        )
        first = self._ask(query).first()
        return None if first is None else first.id
