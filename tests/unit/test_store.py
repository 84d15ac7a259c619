"""The register: numbers, events and bytes are kept together, or not at all."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from pipeline.errors import StoreUnavailable
from pipeline.store import Store
from pipeline.store.database import HEAD
from pipeline.store.records import Drop, Entry, Member, Prepared
from pipeline.store.tables import metadata
from schemas.candidature import Answer, Extraction
from schemas.decision import Decision
from schemas.event import Event

MIGRATIONS = Path(__file__).parents[2] / "pipeline" / "store" / "migrations"
AT = "2019-12-14T08:00:00+00:00"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "state")
    with opened.transaction() as ledger:
        ledger.enrol("essai", prefix="ESSAI", digest="a" * 64, at=AT)
    yield opened
    opened.close()


def drop(content: str = "b", name: bytes = b"dossier.docx") -> Drop:
    digest = content * 64
    return Drop(
        inbox_name=name,
        sha256=digest,
        is_folder=False,
        modified_ns=1,
        members=(Member(name=name, sha256=digest, size=3),),
    )


def entry(name: str = "dossier.docx", state: str = "recevable") -> Entry:
    return Entry(
        extraction=Extraction(
            file=name, sha256="b" * 64, outcome="ok", fields={"ville": Answer(value="Lens")}
        ),
        content_sha256="b" * 64,
        pieces=(Member(name=b"dossier.docx", sha256="b" * 64, size=3),),
        state=state,
        channel="depot",
        sender=None,
        received_at=AT,
        received_from="file",
        late_by=0,
    )


def register(store: Store, *entries: Entry, content: str = "b") -> tuple[str, ...]:
    with store.transaction() as ledger:
        receipt = ledger.receive("essai", drop(content), at=AT)
        return ledger.register(receipt, entries, at=AT, reader_version="1")


def journal(store: Store) -> list[Event]:
    with store.reading() as shelf:
        return list(shelf.events("essai"))


def test_numbers_follow_one_another_in_each_campaign(store: Store) -> None:
    numbers = register(store, entry(), entry()) + register(store, entry(), content="c")

    assert numbers == ("ESSAI-001", "ESSAI-002", "ESSAI-003")


def test_a_transaction_that_fails_uses_no_number_and_no_event(store: Store) -> None:
    before = journal(store)

    with suppress(KeyboardInterrupt), store.transaction() as ledger:
        receipt = ledger.receive("essai", drop(), at=AT)
        ledger.register(receipt, [entry()], at=AT, reader_version="1")
        raise KeyboardInterrupt

    assert journal(store) == before
    assert register(store, entry()) == ("ESSAI-001",)


def test_each_event_is_chained_to_the_one_before(store: Store) -> None:
    register(store, entry())

    events = journal(store)

    assert [event.number for event in events] == [1, 2, 3, 4]
    assert [event.previous for event in events[1:]] == [event.digest for event in events[:-1]]
    assert all(event.digest == event.computed_digest() for event in events)


def test_a_dossier_comes_back_as_it_was_registered(store: Store) -> None:
    register(store, entry(name="mal nommé \udcff.docx"))

    with store.reading() as shelf:
        (row,) = shelf.dossiers("essai")

    assert row.dossier.extraction == entry(name="mal nommé \udcff.docx").extraction
    assert (row.dossier.number, row.dossier.state, row.published) == (
        "ESSAI-001",
        "recevable",
        False,
    )


def test_a_name_that_is_not_utf_8_is_kept_as_its_bytes(store: Store) -> None:
    with store.transaction() as ledger:
        ledger.receive("essai", drop(name=b"\xff\n-.docx"), at=AT)

    with store.reading() as shelf:
        (receipt,) = shelf.unremoved("essai")

    assert receipt.drop.inbox_name == b"\xff\n-.docx"


def test_no_event_holds_a_word_of_the_dossier(store: Store) -> None:
    register(store, entry(name="Jeanne Exemple.docx"))

    text = b"".join(event.line() for event in journal(store))

    assert b"Lens" not in text
    assert b"Jeanne" not in text


def test_a_letter_of_one_kind_is_kept_once_per_decision(store: Store) -> None:
    (number,) = register(store, entry())
    letter = Prepared(
        number=number,
        kind="accuse-reception",
        decision=0,
        file_name="x.docx",
        sha256="c" * 64,
        template_digest="d" * 64,
        data_digest="e" * 64,
    )
    with store.transaction() as ledger:
        ledger.keep_letter("essai", letter, at=AT)

    with pytest.raises(Exception, match="UNIQUE"), store.transaction() as ledger:
        ledger.keep_letter("essai", letter, at=AT)


def test_the_last_decision_recorded_holds(store: Store) -> None:
    (number,) = register(store, entry())
    for outcome in ("retenu", "liste_attente"):
        decision = Decision(
            dossier=number,
            outcome=outcome,
            decided_on=dt.date(2019, 12, 20),
            decided_by="le comité",
            author="ana",
            origin="committee",
        )
        with store.transaction() as ledger:
            ledger.decide("essai", decision, at=AT)

    with store.reading() as shelf:
        assert shelf.decisions("essai")[number, ""].decision.outcome == "liste_attente"


def test_a_changed_definition_leaves_an_event_an_unchanged_one_none(store: Store) -> None:
    for digest in ("a" * 64, "f" * 64, "f" * 64):
        with store.transaction() as ledger:
            ledger.enrol("essai", prefix="ESSAI", digest=digest, at=AT)

    assert [event.code for event in journal(store)] == ["campaign.registered", "campaign.changed"]


def test_opening_again_finds_everything(store: Store, tmp_path: Path) -> None:
    register(store, entry())

    again = Store(tmp_path / "state")

    with again.reading() as shelf:
        assert [row.dossier.number for row in shelf.dossiers("essai")] == ["ESSAI-001"]
    again.close()


def test_the_migrations_make_the_tables_that_the_code_uses(store: Store) -> None:
    with store._engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)

    assert found == []


def test_the_expected_migration_is_the_last_one() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_commits_reach_the_disk_before_they_return(store: Store) -> None:
    with store._engine.connect() as connection:
        levels = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        ]

    assert levels == [2, "wal", 1]


def test_a_file_that_is_no_database_is_said_so_in_french(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "candidatures.db").write_bytes(b"pas une base" * 100)

    with pytest.raises(StoreUnavailable, match="Le registre des dossiers ne s’ouvre pas"):
        Store(state)


def test_a_driver_that_is_missing_is_said_so_in_french(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="CANDIDATURES_DATABASE_URL"):
        Store(tmp_path / "state", "postgresql+asyncpg_missing://example.org/base")


def test_the_vault_keeps_bytes_under_their_digest_and_never_rewrites_them(store: Store) -> None:
    digest = store.vault.keep_bytes(b"abc")
    first = store.vault.path(digest).stat()
    store.vault.keep_bytes(b"abc")

    assert digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert store.vault.read(digest) == b"abc"
    assert store.vault.path(digest).stat() == first
    assert list((store.vault.root / "tmp").iterdir()) == []


def test_two_processes_may_open_the_same_register(store: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "state" / "candidatures.db")

    register(store, entry())

    assert other.execute("select count(*) from dossiers").fetchone() == (1,)
    other.close()


def test_a_register_of_the_first_version_is_upgraded(tmp_path: Path) -> None:
    state = tmp_path / "old"
    state.mkdir()
    engine = sa.create_engine(f"sqlite:///{state / 'candidatures.db'}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("insert into campaigns values ('essai', 'E', 'a', 1, 0, 'a')")
        connection.exec_driver_sql(
            "insert into receipts values (1, 'essai', x'61', 'a', 1, 0, 1, 'x', 1, 1)"
        )
        connection.exec_driver_sql(
            "insert into dossiers values (1, 'essai', 1, 'E-001', 1, null, 'a', 'a', '[]',"
            " 'depot', null, 'x', 'file', 'x', 0, 'recevable', null, 1)"
        )
        connection.exec_driver_sql(
            "insert into letters values (1, 1, 'refus', 0, 'x.docx', 'a', 'b', 'c', 'x', 1, 0)"
        )
    engine.dispose()

    upgraded = Store(state)

    with upgraded.reading() as shelf:
        assert [(one.draft, one.replaces) for one in shelf.letters("essai")] == [(False, "")]
    upgraded.close()
