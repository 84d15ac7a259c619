"""The second call, with lots, from the drop to the letters: nothing of it is in the code."""

import csv
import datetime as dt
import hashlib
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.letters.rules import text_of
from pipeline.run.deciding import decide
from pipeline.run.ingest import ingest
from pipeline.run.letters import Mail, write_letters
from pipeline.run.ranking import Outcome, rank_campaign
from pipeline.run.replay import replay
from pipeline.run.session import Session, open_session
from pipeline.run.workspace import SHIPPED
from pipeline.store.records import Registered
from tests.committee import filled_in

pytestmark = pytest.mark.slow

NAME = "coordination-03-63-2024"
CORPUS = Path(__file__).parents[1] / "truth" / "corpus" / NAME
PARIS = ZoneInfo("Europe/Paris")
NOW = dt.datetime(2024, 3, 18, 14, 0, tzinfo=PARIS)
ON_TIME = dt.datetime(2024, 3, 16, 10, 0, tzinfo=PARIS)
BETWEEN = dt.datetime(2024, 3, 18, 0, 30, tzinfo=PARIS)  # after module 1, before module 2
LATE = "02-centre-social-val-d-alli.docx"  # applies for the four lots
NUMBERS = tuple(f"COORD0363-2024-{rank:03}" for rank in range(1, 9))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drop the eight dossiers; the late one last, so that it has the last number."""
    workspace = tmp_path_factory.mktemp("second")
    inbox = workspace / "inbox" / NAME
    inbox.mkdir(parents=True)
    for source in sorted((*CORPUS.glob("*.docx"), *CORPUS.glob("*.pdf"))):
        target = Path(shutil.copy(source, inbox))
        moment = (BETWEEN if source.name == LATE else ON_TIME).timestamp()
        os.utime(target, (moment, moment))
    return workspace


@pytest.fixture(scope="module")
def session(root: Path) -> Iterator[Session]:
    with open_session(root, NAME, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture(scope="module")
def rows(session: Session) -> tuple[Registered, ...]:
    ingest(session, quiet=0.2)
    with session.store.reading() as shelf:
        return shelf.dossiers(session.id)


@pytest.fixture(scope="module")
def ranked(session: Session, rows: tuple[Registered, ...]) -> Outcome:
    assert len(rows) == 8
    return rank_campaign(session)


@pytest.fixture(scope="module")
def mail(session: Session, ranked: Outcome) -> Mail:
    assert len(ranked.rankings) == 4
    return write_letters(session)


@pytest.fixture
def workspace(root: Path, mail: Mail, tmp_path: Path) -> Path:
    """A copy of the whole, to do anything to."""
    assert mail.placed
    return Path(shutil.copytree(root, tmp_path / "travail"))


def everything(root: Path) -> dict[str, str]:
    return {
        str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }


def test_every_dossier_is_received(rows: tuple[Registered, ...]) -> None:
    assert tuple(row.dossier.number for row in rows) == NUMBERS
    assert Counter(row.dossier.state for row in rows) == {"recevable": 5, "a_regulariser": 3}


def test_a_dossier_is_ranked_in_the_lots_it_applies_for(
    rows: tuple[Registered, ...], ranked: Outcome
) -> None:
    modules, departments = "candidature.modules", "candidature.departements"
    asked = {
        f"module-{module[-1]}-{department.replace('_', '-')}": set[str]()
        for module in ("module_1", "module_2")
        for department in ("allier", "puy_de_dome")
    }
    for row in rows:
        fields = row.dossier.extraction.fields
        for module in fields[modules].value:  # type: ignore[union-attr]
            for department in fields[departments].value:  # type: ignore[union-attr]
                lot = f"module-{module[-1]}-{department.replace('_', '-')}"
                asked[lot].add(row.dossier.number)

    assert {r.lot: {p.dossier for p in r.places} for r in ranked.rankings} == asked


def test_every_lot_accounts_for_every_dossier(ranked: Outcome) -> None:
    for ranking in ranked.rankings:
        found = [p.dossier for p in ranking.places] + [u.dossier for u in ranking.unranked]

        assert sorted(found) == list(NUMBERS)


def test_the_late_dossier_is_late_where_the_lot_had_closed(ranked: Outcome) -> None:
    late = {
        ranking.lot: [p.dossier for p in ranking.places if "clôture" in " ".join(p.alerts)]
        for ranking in ranked.rankings
    }

    assert late == {
        "module-1-allier": [NUMBERS[-1]],
        "module-1-puy-de-dome": [NUMBERS[-1]],
        "module-2-allier": [],
        "module-2-puy-de-dome": [],
    }


def test_each_lot_has_its_tables(root: Path, ranked: Outcome) -> None:
    for folder in ranked.folders:
        tables = {"classement.csv", "classement.html", "classement.xlsx", "classement.pdf"}

        assert {file.name for file in folder.iterdir()} == tables
        assert folder.parent == root / "outbox" / NAME / "classement"


def test_each_lot_tells_its_own_lateness_in_its_table(root: Path, ranked: Outcome) -> None:
    def delay(lot: str) -> str:
        table = root / "outbox" / NAME / "classement" / lot / "classement.csv"
        with table.open(encoding="utf-8-sig", newline="") as stream:
            lines = {line["N°"]: line for line in csv.DictReader(stream, delimiter=";")}
        return lines[NUMBERS[-1]]["Délai"]

    assert ranked.folders
    assert (delay("module-1-allier"), delay("module-2-allier")) == (
        "en retard de 31\u00a0min",
        "dans le délai",
    )


def test_a_page_stands_for_each_lot_a_dossier_applies_for(root: Path, ranked: Outcome) -> None:
    folder = root / "outbox" / NAME / "dossiers" / NUMBERS[-1]

    pages = sorted(page.name for page in folder.glob("*_fiche*.docx"))

    assert pages == [f"{NUMBERS[-1]}_fiche_{r.lot}.docx" for r in ranked.rankings]


def test_letters_are_drafts_until_the_blocks_are_validated(mail: Mail) -> None:
    assert Counter(kind for _, kind, _ in mail.placed) == {
        "accuse-reception": 8,
        "demande-complements": 3,
    }
    assert len(mail.drafts) == 11
    assert mail.warnings == ()


def test_a_signature_that_is_wanted_but_not_required_is_asked_for(
    rows: tuple[Registered, ...], mail: Mail
) -> None:
    (unsigned,) = (
        row.dossier.number
        for row in rows
        if row.dossier.extraction.outcome == "ok" and row.dossier.state == "a_regulariser"
    )
    (letter,) = (
        file
        for number, kind, file in mail.placed
        if (number, kind) == (unsigned, "demande-complements")
    )

    assert "Signature" in text_of(letter.read_bytes())


def test_a_second_time_changes_nothing(workspace: Path) -> None:
    before = everything(workspace / "outbox")

    with open_session(workspace, NAME, clock=lambda: NOW + dt.timedelta(days=1)) as session:
        again = ingest(session, quiet=0.0)
        rank_campaign(session)
        letters = write_letters(session)

    assert (again.numbers, letters.placed) == ((), ())
    assert everything(workspace / "outbox") == before


def test_rankings_are_found_again(workspace: Path) -> None:
    with open_session(workspace, NAME) as session:
        assert [one.differences for one in replay(session)] == [()] * 4


def test_a_dossier_declared_inadmissible_for_a_lot_leaves_that_lot_only(
    workspace: Path, tmp_path: Path
) -> None:
    validated(workspace)
    table = workspace / "outbox" / NAME / "classement" / "module-1-allier" / "classement.xlsx"
    sheet = filled_in(table, tmp_path, {NUMBERS[-1]: "Irrecevable"})

    with open_session(workspace, NAME, clock=lambda: NOW) as session:
        done = decide(session, sheet, by="ana")
        ranked = rank_campaign(session)
        letters = write_letters(session, ("refus",))
        found = [one.differences for one in replay(session) if one.is_current]

    places = {r.lot: NUMBERS[-1] in {p.dossier for p in r.places} for r in ranked.rankings}
    assert [(one.lot, one.outcome) for one in done.decisions] == [
        ("module-1-allier", "irrecevable")
    ]
    assert places == {
        "module-1-allier": False,
        "module-1-puy-de-dome": True,
        "module-2-allier": True,
        "module-2-puy-de-dome": True,
    }
    ((_, _, refusal),) = letters.placed
    assert "dimanche 17 mars 2024" in text_of(refusal.read_bytes())
    assert found == [()] * 4


def validated(workspace: Path) -> None:
    """Copy the definition into the workspace, its legal blocks signed."""
    folder = Path(shutil.copytree(SHIPPED / NAME, workspace / "campaigns" / NAME))
    campaign = folder / "campaign.toml"
    text = campaign.read_text("utf-8").replace("# validated_", "validated_")
    campaign.write_text(text, "utf-8")
    for block in (folder / "letters" / "blocs").glob("*.txt"):
        signed = re.sub(r"(Validé par\s*:)", r"\1 Service juridique", block.read_text("utf-8"))
        block.write_text(re.sub(r"(Validé le\s*:)", r"\1 01/02/2024", signed), "utf-8")
