"""Several files of one candidate, from the inbox to the states of the register."""

import datetime as dt
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from pipeline import audit
from pipeline.demo import candidates as people
from pipeline.demo.candidate import Candidate
from pipeline.demo.word import fill_word
from pipeline.errors import NoSuchDossier, NotLate, NotTwoDossiers
from pipeline.run.excusing import count_again, excuse
from pipeline.run.ingest import ingest
from pipeline.run.kinship import judge, kinships
from pipeline.run.ranking import rank_campaign
from pipeline.run.session import Session, open_session
from pipeline.run.workspace import SHIPPED
from pipeline.soffice import to_pdf
from schemas.kinship import Verdict

pytestmark = pytest.mark.slow

CAMPAIGN = "pdn62-2019"
FIRST, SECOND, THIRD = (f"PDN62-2019-00{n}" for n in (1, 2, 3))
CLOCK = dt.datetime(2019, 12, 16, 8, 0, tzinfo=dt.UTC)
ON_TIME = dt.datetime(2019, 12, 10, 8, 0, tzinfo=dt.UTC)
LATE = dt.datetime(2019, 12, 14, 8, 0, tzinfo=dt.UTC)
BLANK = SHIPPED / CAMPAIGN / "blank.docx"
CORRECTED = replace(people.MJC, territory="Étaples, Camiers et tout l’estuaire de la Canche.")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with open_session(tmp_path, CAMPAIGN, clock=lambda: CLOCK) as opened:
        yield opened


def drop(
    session: Session, name: str, what: Candidate | bytes, *, when: dt.datetime = ON_TIME
) -> None:
    """Drop a file dated `when`, and see it through."""
    session.inbox.mkdir(parents=True, exist_ok=True)
    path = session.inbox / name
    path.write_bytes(fill_word(BLANK, what) if isinstance(what, Candidate) else what)
    os.utime(path, (when.timestamp(), when.timestamp()))
    ingest(session, quiet=0, pause=lambda _: None)


def states(session: Session) -> dict[str, tuple[str, str | None]]:
    with session.store.reading() as shelf:
        return {
            row.dossier.number: (row.dossier.state, row.dossier.of)
            for row in shelf.dossiers(session.id)
        }


def published(session: Session, folder: str) -> set[str]:
    return {file.name for file in (session.outbox / folder).glob("*.txt")}


def events(session: Session) -> list[str]:
    with session.store.reading() as shelf:
        return [event.code for event in shelf.events(session.id)]


def test_a_corrected_version_before_the_closing_takes_the_place_of_the_first(
    session: Session,
) -> None:
    drop(session, "dossier.docx", people.MJC)
    drop(session, "dossier v2.docx", CORRECTED, when=ON_TIME + dt.timedelta(days=1))

    (kin,) = kinships(session)

    assert states(session) == {FIRST: ("remplace", SECOND), SECOND: ("recevable", None)}
    assert [one.key for one in kin.differences] == ["structure.territoire"]
    assert published(session, "doublons") == {f"{FIRST}.txt"}
    assert [place.dossier for place in rank_campaign(session).rankings[0].places] == [SECOND]


def test_a_version_sent_after_the_closing_does_not_replace_one_that_came_in_time(
    session: Session,
) -> None:
    drop(session, "dossier.docx", people.MJC)
    drop(session, "dossier v2.docx", CORRECTED, when=LATE)

    assert states(session) == {FIRST: ("recevable", None), SECOND: ("remplace", FIRST)}


def test_a_late_version_counts_once_a_person_accepts_its_delay(session: Session) -> None:
    drop(session, "dossier.docx", people.MJC)
    drop(session, "dossier v2.docx", CORRECTED, when=LATE)

    excuse(session, SECOND, reason="Panne de messagerie constatée.", by="ana")

    assert states(session) == {FIRST: ("remplace", SECOND), SECOND: ("recevable", None)}
    count_again(session, SECOND, by="ana")
    assert states(session) == {FIRST: ("recevable", None), SECOND: ("remplace", FIRST)}
    assert events(session).count("delay.excused") == 1


def test_a_delay_is_accepted_of_a_late_dossier_only(session: Session) -> None:
    drop(session, "dossier.docx", people.MJC)

    with pytest.raises(NotLate):
        excuse(session, FIRST, reason="Erreur.", by="ana")
    with pytest.raises(NoSuchDossier):
        excuse(session, THIRD, reason="Erreur.", by="ana")


def test_a_person_may_undo_what_the_software_replaced(session: Session) -> None:
    drop(session, "dossier.docx", people.MJC)
    drop(session, "dossier v2.docx", CORRECTED, when=ON_TIME + dt.timedelta(days=1))

    changed = judge(session, Verdict(first=FIRST, second=SECOND, verdict="distinct", author="ana"))

    assert changed == (FIRST,)
    assert states(session) == {FIRST: ("recevable", None), SECOND: ("recevable", None)}
    assert published(session, "doublons") == set()
    # A later pass does not take it back.
    drop(session, "autre.docx", people.PIJ)
    assert states(session)[FIRST] == ("recevable", None)
    with session.store.reading() as shelf:
        lines = shelf.journal(session.id)
    assert audit.verify(session.workspace.journal(session.id), lines) == ()


def test_a_person_may_choose_which_version_counts(session: Session) -> None:
    drop(session, "dossier.docx", people.MJC)
    drop(session, "dossier v2.docx", CORRECTED, when=ON_TIME + dt.timedelta(days=1))

    judge(
        session,
        Verdict(first=FIRST, second=SECOND, verdict="replace", keeps=FIRST, author="ana"),
    )

    assert states(session) == {FIRST: ("recevable", None), SECOND: ("remplace", FIRST)}


def test_a_verdict_names_two_dossiers_of_the_call(session: Session) -> None:
    drop(session, "dossier.docx", people.MJC)

    for second in (FIRST, THIRD):
        with pytest.raises(NotTwoDossiers):
            judge(session, Verdict(first=FIRST, second=second, verdict="distinct", author="ana"))


def test_the_mended_file_resolves_the_unreadable_one(session: Session) -> None:
    drop(session, "dossier.docx", fill_word(BLANK, people.MJC)[:20_000])
    assert published(session, "rejets") == {f"{FIRST}.txt"}

    drop(session, f"{FIRST} dossier.docx", people.MJC)

    assert states(session) == {FIRST: ("remplace", SECOND), SECOND: ("recevable", None)}
    assert published(session, "rejets") == set()
    assert published(session, "doublons") == {f"{FIRST}.txt"}


def test_candidates_of_two_structures_have_nothing_to_do_with_each_other(
    session: Session,
) -> None:
    drop(session, "a.docx", people.MJC)
    drop(session, "b.docx", people.CENTRE)

    assert kinships(session) == ()
    assert {state for state, _ in states(session).values()} == {"recevable"}


def test_two_professionals_of_one_structure_both_stand_and_are_told(session: Session) -> None:
    other = replace(
        people.MJC,
        person="Basile Montreuil",
        person_email="basile.montreuil@example.org",
        person_telephone="06 39 98 10 77",
        education="Tenir une permanence en ligne le mercredi, avec des parents volontaires.",
    )
    drop(session, "a.docx", people.MJC)
    drop(session, "b.docx", other, when=ON_TIME + dt.timedelta(hours=1))

    assert {state for state, _ in states(session).values()} == {"recevable"}
    assert [one.kind for one in kinships(session)] == ["professionnel"]
    assert f"{SECOND}.txt" in published(session, "a-verifier")


def test_the_signatures_of_the_scan_count_for_the_word_file(
    session: Session, tmp_path: Path
) -> None:
    unsigned = replace(people.MJC, manager_signs=False, person_signs=False)
    drop(session, "dossier.docx", unsigned)
    assert states(session)[FIRST] == ("a_regulariser", None)

    drop(session, "dossier signé.pdf", scanned(fill_word(BLANK, people.MJC), tmp_path))

    assert states(session) == {FIRST: ("recevable", None), SECOND: ("rattache", FIRST)}
    judge(session, Verdict(first=FIRST, second=SECOND, verdict="distinct", author="ana"))
    assert states(session)[FIRST] == ("a_regulariser", None)


def test_doing_it_again_changes_nothing(session: Session) -> None:
    drop(session, "dossier.docx", people.MJC)
    drop(session, "dossier v2.docx", CORRECTED, when=ON_TIME + dt.timedelta(days=1))
    before = events(session)

    ingest(session, quiet=0, pause=lambda _: None)

    assert events(session) == before


def test_the_commands_show_and_settle_pairs(session: Session) -> None:
    drop(session, "dossier.docx", people.MJC)
    drop(session, "dossier v2.docx", CORRECTED, when=ON_TIME + dt.timedelta(days=1))

    shown = command(session, "versions", CAMPAIGN)
    settled = command(
        session, "versions", CAMPAIGN, FIRST, SECOND, "--distinct", "--by", "Ana Martel"
    )
    misused = command(session, "versions", CAMPAIGN, FIRST, SECOND)
    not_late = command(session, "excuse", CAMPAIGN, FIRST, "--reason", "panne", "--by", "Ana")

    assert f"{FIRST} et {SECOND}" in shown.stdout
    assert f"{SECOND} compte" in shown.stdout
    assert settled.returncode == 0
    assert states(session)[FIRST] == ("recevable", None)
    assert (misused.returncode, not_late.returncode) == (2, 2)


def command(session: Session, *args: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *args, "--workspace", str(session.workspace.root)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def scanned(word: bytes, folder: Path) -> bytes:
    """Print a Word file, sign it, scan it: a PDF of page pictures."""
    source = folder / "source.docx"
    source.write_bytes(word)
    (printed,) = to_pdf([source], folder)
    document = pdfium.PdfDocument(printed)
    pages = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    document.close()
    file = io.BytesIO()
    pages[0].save(file, "PDF", resolution=200, save_all=True, append_images=pages[1:])
    return file.getvalue()
