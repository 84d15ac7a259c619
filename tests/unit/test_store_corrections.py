"""What persons said of fields, in the register and in its journal."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.audit import tell
from pipeline.store import Store
from pipeline.store.records import Drop, Entry, Member
from schemas.candidature import Answer, Extraction
from schemas.correction import Correction
from schemas.event import Event

AT = "2019-12-14T08:00:00+00:00"
NUMBER = "ESSAI-001"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "state")
    with opened.transaction() as ledger:
        ledger.enrol("essai", prefix="ESSAI", digest="a" * 64, at=AT)
        member = Member(name=b"d.pdf", sha256="b" * 64, size=3)
        drop = Drop(
            inbox_name=b"d.pdf", sha256="b" * 64, is_folder=False, modified_ns=1, members=(member,)
        )
        receipt = ledger.receive("essai", drop, at=AT)
        ledger.register(receipt, [entry("O3 21")], at=AT, reader_version="1")
    yield opened
    opened.close()


def entry(value: str) -> Entry:
    return Entry(
        extraction=Extraction(
            file="d.pdf", sha256="b" * 64, outcome="ok", fields={"tel": Answer(value=value)}
        ),
        content_sha256="b" * 64,
        pieces=(),
        state="recevable",
        channel="depot",
        sender=None,
        received_at=AT,
        received_from="file",
        late_by=0,
    )


def correction(act: str = "corrige", value: str | None = "03 21 00 10 20") -> Correction:
    return Correction.model_validate(
        {
            "dossier": NUMBER,
            "key": "structure.telephone",
            "content": "b" * 64,
            "act": act,
            "read": "O3 21 \ud800",
            "value": value,
            "author": "Claire Démo",
            "salt": "5a17",
        }
    )


def last_event(store: Store) -> Event:
    with store.reading() as shelf:
        return shelf.events("essai")[-1]


def reread(store: Store, value: str, *, corrected: int = 0, joined: str | None = None) -> None:
    with store.transaction() as ledger:
        (receipt,) = ledger.receipts("essai")
        ledger.reread(
            NUMBER,
            entry(value),
            receipt=receipt,
            at=AT,
            version="2",
            corrected=corrected,
            joined=joined,
        )


def test_a_correction_is_kept_whole(store: Store) -> None:
    with store.transaction() as ledger:
        number = ledger.correct("essai", correction(), at=AT)

    with store.reading() as shelf:
        (said,) = shelf.corrections("essai")
        assert shelf.corrections("essai", NUMBER) == (said,)
        assert shelf.corrections("essai", "ESSAI-002") == ()
    assert (said.id, said.at, said.correction) == (number, AT, correction())


def test_the_journal_tells_who_and_which_field_but_no_value(store: Store) -> None:
    with store.transaction() as ledger:
        number = ledger.correct("essai", correction(), at=AT)

    event = last_event(store)
    assert (event.code, event.dossier, event.actor) == ("answer.corrected", NUMBER, "Claire Démo")
    assert (event.facts["record"], event.facts["key"]) == (number, "structure.telephone")
    assert "03 21" not in event.line().decode()
    assert f"vérification n° {number}" in tell(event)


def test_the_digest_in_the_journal_tells_nothing_without_the_record(store: Store) -> None:
    digests = set()
    for salt in ("1", "2"):
        with store.transaction() as ledger:
            ledger.correct("essai", correction().model_copy(update={"salt": salt}), at=AT)
        digests.add(last_event(store).facts["digest"])

    assert len(digests) == 2


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("exact", "answer.confirmed"),
        ("vide", "answer.corrected"),
        ("illisible", "answer.illegible"),
        ("annule", "answer.reopened"),
    ],
)
def test_each_act_has_its_event(store: Store, act: str, code: str) -> None:
    with store.transaction() as ledger:
        ledger.correct("essai", correction(act, None), at=AT)

    assert last_event(store).code == code


def test_the_machine_s_own_reading_is_found_under_a_corrected_one(store: Store) -> None:
    reread(store, "03 21 00 10 20", corrected=1)
    reread(store, "03 21 00 10 20", corrected=1, joined="ESSAI-009")

    with store.reading() as shelf:
        own = shelf.own_readings("essai")
    assert own[NUMBER].fields["tel"].value == "O3 21"


def test_a_reading_that_is_the_machine_s_own_needs_no_other(store: Store) -> None:
    reread(store, "03 21 00 10 20", corrected=1)
    reread(store, "03 21")

    with store.reading() as shelf:
        assert shelf.own_readings("essai") == {}


def test_a_reading_changed_by_persons_says_how_many_answers_are_theirs(store: Store) -> None:
    reread(store, "03 21 00 10 20", corrected=2)

    event = last_event(store)
    assert json.loads(event.line())["facts"]["corrected"] == 2
    assert "2 réponse(s) établie(s) par une personne" in tell(event)
