"""The register of messages: taken by number, marked once, each marking with its event."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from pipeline.audit import broken_links, tell
from pipeline.store import Store
from pipeline.store.messages import Message
from pipeline.store.records import Drop, Member
from schemas.event import Event

AT = "2019-12-14T08:00:00+00:00"
ACCOUNT = "a" * 64


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "state")
    with opened.transaction() as ledger:
        ledger.enrol("essai", prefix="ESSAI", digest="a" * 64, at=AT)
    yield opened
    opened.close()


def drop(digest: str, *, is_folder: bool = False) -> Drop:
    member = Member(name=b"message.eml", sha256=digest, size=3)
    return Drop(
        inbox_name=b"message.eml",
        sha256=digest,
        is_folder=is_folder,
        modified_ns=1,
        members=(member,),
    )


def take(store: Store, uid: int, *, uidvalidity: int = 7, account: str = ACCOUNT) -> int:
    with store.transaction() as ledger:
        receipt = ledger.receive("essai", drop(f"{uid:064d}"), at=AT, fetched=True).id
        ledger.note_message(
            "essai", account=account, uidvalidity=uidvalidity, uid=uid, receipt=receipt
        )
        return receipt


def taken(store: Store) -> tuple[Message, ...]:
    with store.reading() as shelf:
        return shelf.messages("essai", ACCOUNT)


def journal(store: Store) -> list[Event]:
    with store.reading() as shelf:
        return list(shelf.events("essai"))


def test_messages_are_those_of_one_account_in_the_order_they_were_taken(store: Store) -> None:
    take(store, 5)
    take(store, 3)
    take(store, 4, account="b" * 64)

    assert [(one.uid, one.marked, one.examined) for one in taken(store)] == [
        (5, False, False),
        (3, False, False),
    ]


def test_a_number_is_taken_once_under_one_numbering_and_again_under_another(store: Store) -> None:
    take(store, 5)
    before = journal(store)

    with pytest.raises(IntegrityError):
        take(store, 5)
    take(store, 5, uidvalidity=8)

    assert [(one.uidvalidity, one.uid) for one in taken(store)] == [(7, 5), (8, 5)]
    assert len(journal(store)) == len(before) + 1


def test_a_fetched_drop_has_nothing_to_remove_and_says_where_its_time_comes_from(
    store: Store,
) -> None:
    take(store, 5)

    with store.reading() as shelf:
        (receipt,) = shelf.receipts("essai")
        left = shelf.unremoved("essai")
    assert receipt.fetched
    assert left == ()


def test_a_message_is_examined_once_its_drop_is(store: Store) -> None:
    key = take(store, 5)
    with store.transaction() as ledger:
        ledger.register(ledger.receipt(key), [], at=AT, reader_version="1")

    assert [one.examined for one in taken(store)] == [True]


def test_marking_twice_is_told_once(store: Store) -> None:
    take(store, 5)
    (message,) = taken(store)

    for _ in range(2):
        with store.transaction() as ledger:
            ledger.mark_message("essai", message, how="flag", at=AT)

    told = [event for event in journal(store) if event.code == "mail.marked"]
    assert [one.marked for one in taken(store)] == [True]
    assert [dict(event.facts) for event in told] == [
        {"receipt": message.receipt, "uidvalidity": 7, "uid": 5, "how": "flag"}
    ]
    assert tell(told[0]) == f"dépôt n° {message.receipt} : message marqué dans la messagerie"
    with store.reading() as shelf:
        assert list(broken_links(shelf.journal("essai"))) == []


def test_the_first_receipt_of_the_same_bytes_is_found_and_a_folder_is_none(store: Store) -> None:
    digest = "c" * 64
    with store.transaction() as ledger:
        ledger.receive("essai", drop(digest, is_folder=True), at=AT)
        first = ledger.receive("essai", drop(digest), at=AT).id
        ledger.receive("essai", drop(digest), at=AT)

    with store.reading() as shelf:
        assert shelf.receipt_of("essai", digest) == first
        assert shelf.receipt_of("essai", "d" * 64) is None
        assert shelf.receipt_of("autre", digest) is None
