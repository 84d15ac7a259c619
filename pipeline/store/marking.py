"""Bookkeeping: messages taken from a mailbox, and marked there once they are examined."""

from pipeline.store import tables as t
from pipeline.store.letters import Letters
from pipeline.store.messages import Message
from schemas.event import Fact


class Marking(Letters):
    """Writes on messages."""

    def note_message(
        self, campaign: str, *, account: str, uidvalidity: int, uid: int, receipt: int
    ) -> None:
        """Keep house: the bytes of a message are those of a receipt; it is not marked yet."""
        self._insert(
            t.messages,
            campaign=campaign,
            account=account,
            uidvalidity=uidvalidity,
            uid=uid,
            receipt=receipt,
            marked=False,
        )

    def mark_message(self, campaign: str, message: Message, *, how: str, at: str) -> None:
        """Record that the mailbox shows a message as processed.

        Args:
            campaign: its identity.
            message: as `messages` gave it.
            how: `flag`, `move`, or `gone` when it is no longer in the folder.
            at: ISO 8601 with offset.
        """
        same = t.messages.c.id == message.id
        done = self._do(
            t.messages.update().where(same, t.messages.c.marked.is_(False)).values(marked=True)
        )
        if not done.rowcount:
            return
        facts: dict[str, Fact] = {
            "receipt": message.receipt,
            "uidvalidity": message.uidvalidity,
            "uid": message.uid,
            "how": how,
        }
        self._record(campaign, "mail.marked", at=at, facts=facts)
