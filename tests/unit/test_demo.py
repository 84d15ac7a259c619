"""The fictional campaign, from the drop to the letters, as its user plays it."""

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline import audit, campaigns
from pipeline.cli import main
from pipeline.cli.french import run
from pipeline.demo import demo
from pipeline.demo.play import Played, define
from pipeline.letters.rules import text_of
from pipeline.run.deciding import decide
from pipeline.run.fiches import place_fiches
from pipeline.run.ingest import ingest
from pipeline.run.letters import write_letters
from pipeline.run.ranking import rank_campaign, simulate
from pipeline.run.replay import replay
from pipeline.run.session import Session, open_session
from pipeline.run.workspace import SHIPPED
from schemas.decision import Decision
from schemas.event import Event
from tests.committee import filled_in

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TABLE = "outbox/demo/classement/classement.xlsx"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def workspace(played: Played, tmp_path: Path) -> Path:
    """A copy of the played workspace, to do anything to."""
    copy = tmp_path / "travail"
    shutil.copytree(played.workspace.root, copy)
    return copy


def everything(root: Path) -> dict[str, str]:
    return {
        str(file.relative_to(root)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }


def committee(number: str, outcome: str) -> Decision:
    return Decision(
        dossier=number,
        outcome=outcome,  # type: ignore[arg-type]
        decided_on=dt.date(2019, 12, 20),
        decided_by="la Caf",
        author="ana",
        origin="committee",
    )


def test_twelve_files_become_twelve_dossiers_in_their_states(played: Played) -> None:
    states = Counter(row.dossier.state for row in played.dossiers)

    assert states == {"recevable": 8, "a_regulariser": 2, "doublon": 1, "hors_sujet": 1}


def test_numbers_follow_the_order_of_reception(played: Played) -> None:
    assert [row.dossier.number for row in played.dossiers] == [f"DEMO-{n:03}" for n in range(1, 13)]


def test_the_copy_names_the_dossier_it_copies(played: Played) -> None:
    copies = {r.dossier.number: r.dossier.of for r in played.dossiers if r.dossier.of}

    assert copies == {"DEMO-009": "DEMO-002"}


def test_the_late_dossier_is_ranked_and_flagged(played: Played) -> None:
    late = [row.dossier for row in played.dossiers if row.dossier.late_by]

    assert [dossier.number for dossier in late] == ["DEMO-012"]
    assert "HORS_DELAI" in [finding.code for finding in late[0].extraction.findings]
    assert "DEMO-012" in [place.dossier for place in played.ranked.rankings[0].places]


def test_the_missing_signature_is_noticed(played: Played) -> None:
    unsigned = {
        row.dossier.number
        for row in played.dossiers
        if "SIGNATURE_MANQUANTE" in [f.code for f in row.dossier.extraction.findings]
    }

    assert unsigned == {"DEMO-008"}


def test_the_dossier_in_a_mail_is_published_with_its_mail(played: Played) -> None:
    folder = played.workspace.outbox("demo") / "dossiers" / "DEMO-007"

    assert sorted(file.suffix for file in folder.iterdir()) == [".docx", ".docx", ".eml", ".json"]


def test_originals_are_published_byte_for_byte(played: Played) -> None:
    outbox = played.workspace.outbox("demo") / "dossiers"
    twin, original = (
        (outbox / "DEMO-009" / "dossier MJC Vieux Port signé (1).docx").read_bytes(),
        (outbox / "DEMO-002" / "dossier MJC Vieux Port signé.docx").read_bytes(),
    )

    assert twin == original
    told = json.loads((outbox / "DEMO-002" / "dossier.json").read_text("utf-8"))
    assert hashlib.sha256(original).hexdigest() == told["sha256"]


def test_what_needs_a_person_has_a_note_beside_it(played: Played) -> None:
    outbox = played.workspace.outbox("demo")

    assert sorted(p.name for p in (outbox / "a-verifier").glob("*.txt")) == [
        "DEMO-006.txt",
        "DEMO-008.txt",
        "DEMO-012.txt",
    ]
    assert [p.name for p in (outbox / "rejets").glob("*.txt")] == ["DEMO-011.txt"]
    assert [p.name for p in (outbox / "doublons").glob("*.txt")] == ["DEMO-009.txt"]


def test_letters_are_acknowledgements_and_requests_only(played: Played) -> None:
    kinds = Counter(kind for _, kind, _ in played.mail.placed)

    assert kinds == {"accuse-reception": 10, "demande-complements": 2}


def test_a_second_time_changes_nothing(workspace: Path) -> None:
    before = everything(workspace / "outbox")

    again = demo(workspace)

    assert everything(workspace / "outbox") == before
    assert (again.dropped, again.received.numbers, again.mail.placed) == ((), (), ())


def test_the_journal_holds_and_names_nobody(played: Played) -> None:
    file = played.workspace.journal("demo")
    text = file.read_text("utf-8")

    with open_session(played.workspace.root, "demo") as session, session.store.reading() as shelf:
        assert audit.verify(file, shelf.journal("demo")) == ()
    for row in played.dossiers:
        for answer in row.dossier.extraction.fields.values():
            if isinstance(answer.value, str) and len(answer.value) > 5:
                assert answer.value not in text


def test_one_altered_byte_of_the_journal_is_found(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = workspace / "outbox" / "demo" / "journal.jsonl"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    status = run(main, ["audit", "verify", "demo", "--workspace", str(workspace)])

    assert status == 1
    assert "ligne" in capsys.readouterr().err


def test_a_ranking_is_found_again_from_what_was_kept(workspace: Path) -> None:
    with open_session(workspace, "demo") as session:
        assert [one.differences for one in replay(session)] == [()]


def test_a_table_touched_after_the_ranking_is_found_by_the_replay(workspace: Path) -> None:
    table = workspace / "outbox" / "demo" / "classement" / "classement.csv"
    table.write_bytes(table.read_bytes() + b"\n")

    with open_session(workspace, "demo") as session:
        (one,) = replay(session)

    assert one.differences == ("« classement.csv » dans outbox/ n’est pas celui qui a été calculé",)


def test_a_workbook_that_people_worked_in_is_set_aside_not_overwritten(workspace: Path) -> None:
    folder = workspace / "outbox" / "demo" / "classement"
    book = load_workbook(folder / "classement.xlsx")
    book["Classement"]["A1"] = "Annoté par le comité"
    book.save(folder / "classement.xlsx")
    worked_in = (folder / "classement.xlsx").read_bytes()

    with open_session(workspace, "demo") as session:
        outcome = rank_campaign(session)

    assert (folder / "classement_modifie.xlsx").read_bytes() == worked_in
    assert len(outcome.warnings) == 1


def test_other_weights_are_tried_without_touching_the_official_ranking(workspace: Path) -> None:
    before = everything(workspace)

    with open_session(workspace, "demo") as session:
        codes = [criterion.code for criterion in session.campaign.grid.criteria]
        weights = dict.fromkeys(codes, 0) | {codes[0]: 100}
        outcome = simulate(session, weights, None)

    assert [c.weight for c in outcome.rankings[0].criteria] == [100, 0, 0, 0, 0]
    after = everything(workspace)
    assert {k: v for k, v in after.items() if "state" not in k} == {
        k: v for k, v in before.items() if "state" not in k
    }


def test_no_decision_letter_exists_before_a_decision(workspace: Path) -> None:
    with open_session(workspace, "demo") as session:
        mail = write_letters(session, ("acceptation", "liste-attente", "refus"))

    assert (mail.placed, mail.warnings, mail.existing) == ((), (), 0)


def test_a_committee_decides_by_its_workbook_only(workspace: Path) -> None:
    status = run(main, ["decide", "demo", "--workspace", str(workspace)])

    assert status == 2


def test_a_decision_letter_waits_for_validated_blocks(workspace: Path) -> None:
    unvalidated(workspace)
    with open_session(workspace, "demo") as session:
        with session.store.transaction() as ledger:
            ledger.decide(session.id, committee("DEMO-001", "retenu"), at=session.at())
        mail = write_letters(session, ("acceptation",))

    assert mail.placed == ()
    assert ["ECR-22" in warning for warning in mail.warnings] == [True]


def test_the_demo_plays_at_its_own_date(played: Played, workspace: Path) -> None:
    letters = [text_of(file.read_bytes()) for _, _, file in played.mail.placed]
    page = workspace / "outbox" / "demo" / "classement" / "classement.html"

    assert {("Arras, le 16 décembre 2019" in text) for text in letters} == {True}
    assert "lundi 16 décembre 2019" in page.read_text("utf-8")
    assert played.ranked.rankings[0].as_of == "2019-12-16T08:00:00+00:00"


def test_the_letters_of_the_demo_are_no_drafts_and_say_that_it_is_fictional(
    played: Played,
) -> None:
    letters = [text_of(file.read_bytes()) for _, _, file in played.mail.placed]

    assert played.mail.drafts == ()
    assert [re.search("PROJET", text) for text in letters] == [None] * 12
    assert all("fictif" in text or "fictive" in text for text in letters)


def test_the_calls_shipped_for_real_use_are_validated_by_nobody() -> None:
    validated = [
        campaigns.load(SHIPPED / name).legal.validated_by
        for name in ("pdn62-2019", "coordination-03-63-2024")
    ]

    assert validated == [None, None]


def test_a_decision_letter_of_the_demo_is_dated_on_the_day_of_the_decision(
    workspace: Path, tmp_path: Path
) -> None:
    sheet = filled_in(workspace / TABLE, tmp_path, {"DEMO-003": "Retenu"})

    with open_session(workspace, "demo") as session:
        done = decide(session, sheet, by="ana")
        mail = write_letters(session, ("acceptation",))

    assert done.decided_on == dt.date(2019, 12, 20)
    ((_, _, file),) = mail.placed
    assert "Arras, le 20 décembre 2019" in text_of(file.read_bytes())


def test_every_command_on_a_fictional_call_says_so(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(main, ["status", "demo", "--workspace", str(workspace)])

    assert "Appel fictif" in capsys.readouterr().err


def test_a_letter_whose_decision_changed_is_set_aside(workspace: Path) -> None:
    with open_session(workspace, "demo") as session:
        with session.store.transaction() as ledger:
            ledger.decide(session.id, committee("DEMO-001", "retenu"), at=session.at())
        first = write_letters(session, ("acceptation", "liste-attente"))
        with session.store.transaction() as ledger:
            ledger.decide(session.id, committee("DEMO-001", "liste_attente"), at=session.at())
        second = write_letters(session, ("acceptation", "liste-attente"))

    assert [kind for _, kind, _ in first.placed] == ["acceptation"]
    assert [kind for _, kind, _ in second.placed] == ["liste-attente"]
    assert second.voided == ("DEMO-001 (acceptation)",)
    letters = workspace / "outbox" / "demo" / "courriers"
    assert not list((letters / "acceptation").iterdir())
    assert len(list((letters / "annules").iterdir())) == 1


def test_a_letter_corrected_by_hand_is_never_rewritten(workspace: Path) -> None:
    folder = workspace / "outbox" / "demo" / "courriers" / "accuse-reception"
    letter = next(folder.iterdir())
    letter.write_bytes(b"corrig\xe9 dans Word")

    with open_session(workspace, "demo") as session:
        write_letters(session)

    assert letter.read_bytes() == b"corrig\xe9 dans Word"


def test_the_same_dossier_dropped_again_is_a_copy(workspace: Path, played: Played) -> None:
    source = played.workspace.outbox("demo") / "dossiers" / "DEMO-001"
    original = next(source.glob("Candidature*.docx"))
    shutil.copy(original, workspace / "inbox" / "demo" / "encore.docx")

    with open_session(workspace, "demo") as session:
        done = ingest(session, quiet=0.0)
        with session.store.reading() as shelf:
            row = shelf.dossiers(session.id)[-1]

    assert done.numbers == ("DEMO-013",)
    assert (row.dossier.state, row.dossier.of) == ("doublon", "DEMO-001")


def test_a_file_given_twice_by_its_path_is_registered_once(workspace: Path, tmp_path: Path) -> None:
    given = tmp_path / "note.txt"
    given.write_text("Ceci n’est pas un dossier.", "utf-8")

    with open_session(workspace, "demo") as session:
        first = ingest(session, [given])
        second = ingest(session, [given])

    assert (first.numbers, second.numbers) == (("DEMO-013",), ())
    assert given.exists()


def test_kills_at_any_moment_lose_no_dossier_and_repeat_none(tmp_path: Path) -> None:
    sources = ROOT / "tests" / "truth" / "corpus" / "pdn62-2019"
    inbox = tmp_path / "inbox" / "pdn62-2019"
    inbox.mkdir(parents=True)
    files = sorted(sources.glob("0[1-6]*.docx"))
    for file in files:
        shutil.copy(file, inbox)
    command = [sys.executable, "-m", "pipeline", "ingest", "pdn62-2019"]

    for moment in (1.2, 1.7, 2.1, 2.5, 2.9, 3.3, 4.0):
        child = subprocess.Popen(
            [*command, "--workspace", str(tmp_path)],
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moment)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    with open_session(tmp_path, "pdn62-2019") as session:
        ingest(session)
        with session.store.reading() as shelf:
            rows = shelf.dossiers(session.id)
            lines = shelf.journal(session.id)

        assert Counter(row.dossier.extraction.sha256 for row in rows) == {
            hashlib.sha256(file.read_bytes()).hexdigest(): 1 for file in files
        }
        assert [row.dossier.number[-3:] for row in rows] == [f"00{n}" for n in range(1, 7)]
        assert list(inbox.iterdir()) == []
        assert audit.verify(session.workspace.journal(session.id), lines) == ()


def test_a_decision_of_the_committees_workbook_is_recorded_once(
    workspace: Path, tmp_path: Path
) -> None:
    sheet = filled_in(
        workspace / TABLE, tmp_path, {"DEMO-003": "Retenu", "DEMO-012": "Irrecevable"}
    )

    with open_session(workspace, "demo") as session:
        first = decide(session, sheet, by="ana", on=dt.date(2019, 12, 20))
        again = decide(session, sheet, by="ana", on=dt.date(2019, 12, 20))
        with session.store.reading() as shelf:
            states = {r.dossier.number: r.dossier.state for r in shelf.dossiers(session.id)}
        ranked = {place.dossier for place in rank_campaign(session).rankings[0].places}

    decided = {one.dossier: one.outcome for one in first.decisions}
    assert decided == {"DEMO-003": "retenu", "DEMO-012": "irrecevable"}
    assert (again.decisions, again.unchanged) == ((), 2)
    assert states["DEMO-012"] == "irrecevable"
    assert "DEMO-012" not in ranked


def test_an_automatic_call_decides_by_its_own_rule(workspace: Path) -> None:
    definition = workspace / "campaigns" / "demo" / "campaign.toml"
    text = definition.read_text("utf-8")
    definition.write_text(text.replace('"committee"', '"automatic"'), "utf-8")
    grid = definition.with_name("grid.toml")
    lines = grid.read_text("utf-8").splitlines()
    shares = ["jury_share = 0" if line.startswith("jury_share") else line for line in lines]
    grid.write_text("\n".join(shares), "utf-8")

    with open_session(workspace, "demo") as session:
        done = decide(session, None)

    assert Counter(one.outcome for one in done.decisions)["retenu"] == 6
    assert {one.origin for one in done.decisions} == {"automatic"}


def test_a_page_whose_dossier_and_rank_are_the_same_is_not_drawn_again(workspace: Path) -> None:
    page = workspace / "outbox" / "demo" / "dossiers" / "DEMO-001" / "DEMO-001_fiche.docx"
    record = workspace / "state" / "drawn" / "demo" / "DEMO-001.json"
    page.write_bytes(b"as if drawn by the same rules")
    drawn = json.loads(record.read_text("utf-8"))
    drawn["files"] = {page.name: hashlib.sha256(page.read_bytes()).hexdigest()}
    record.write_text(json.dumps(drawn), "utf-8")

    with open_session(workspace, "demo") as session:
        place_fiches(session)

    assert page.read_bytes() == b"as if drawn by the same rules"


@pytest.mark.parametrize("damage", [Path.unlink, lambda page: page.write_bytes(b"autre chose")])
def test_a_page_that_is_gone_or_spoilt_is_drawn_again(
    workspace: Path, damage: Callable[[Path], object]
) -> None:
    folder = workspace / "outbox" / "demo" / "dossiers" / "DEMO-001"
    page = folder / "DEMO-001_fiche.docx"
    before = page.read_bytes()
    damage(page)

    with open_session(workspace, "demo") as session:
        place_fiches(session)

    assert page.read_bytes() == before


def test_a_page_follows_the_ranking(workspace: Path) -> None:
    page = workspace / "outbox" / "demo" / "dossiers" / "DEMO-001" / "DEMO-001_fiche.docx"
    before = page.read_bytes()
    campaign = workspace / "campaigns" / "demo" / "campaign.toml"
    campaign.write_text(campaign.read_text("utf-8").replace("places = 6", "places = 9"), "utf-8")

    with open_session(workspace, "demo") as session:
        rank_campaign(session)

    assert page.read_bytes() != before


def unvalidated(workspace: Path) -> Callable[[], None]:
    """Take the name off the legal blocks; return what puts it back."""
    definition = workspace / "campaigns" / "demo" / "campaign.toml"
    text = definition.read_text("utf-8")
    definition.write_text(text.replace("validated_by", "# validated_by"), "utf-8")

    def put_back() -> None:
        definition.write_text(text, "utf-8")

    return put_back


def test_a_draft_gives_way_to_the_letter_once_nothing_keeps_it_a_draft(tmp_path: Path) -> None:
    define(tmp_path / "campaigns" / "demo")
    validate = unvalidated(tmp_path)
    source = ROOT / "tests" / "truth" / "corpus" / "pdn62-2019" / "01-centre-social-lens.docx"
    with open_session(tmp_path, "demo") as session:
        ingest(session, [source])
        first = write_letters(session)
        second = write_letters(session)
    validate()
    with open_session(tmp_path, "demo") as session:
        third = write_letters(session)
        fourth = write_letters(session)
        lines = [audit.tell(event) for event in events(session)][-1]

    ((number, kind, draft),) = first.placed
    assert (first.drafts, second.placed) == ((f"{number} ({kind})",), ())
    assert third.placed == first.placed
    assert (third.drafts, fourth.placed) == ((), ())
    assert "PROJET" not in text_of(draft.read_bytes())
    assert lines.startswith("courrier préparé, à la place du projet : accuse-reception")


def test_a_draft_that_somebody_works_on_is_left_to_them(tmp_path: Path) -> None:
    define(tmp_path / "campaigns" / "demo")
    validate = unvalidated(tmp_path)
    source = ROOT / "tests" / "truth" / "corpus" / "pdn62-2019" / "01-centre-social-lens.docx"
    with open_session(tmp_path, "demo") as session:
        ingest(session, [source])
        ((_, _, file),) = write_letters(session).placed
    file.write_bytes(b"corrig\xe9 dans Word")
    validate()
    with open_session(tmp_path, "demo") as session:
        again = write_letters(session)

    assert again.placed == ()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def events(session: Session) -> tuple[Event, ...]:
    with session.store.reading() as shelf:
        return shelf.events(session.id)
