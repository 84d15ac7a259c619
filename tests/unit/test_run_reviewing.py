"""Values to verify, from the inbox to the workbook that comes back."""

import datetime as dt
import io
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from openpyxl import load_workbook
from PIL import Image

from pipeline import audit
from pipeline.cli.commands import main
from pipeline.cli.french import run
from pipeline.demo import candidates as people
from pipeline.demo.candidate import Candidate
from pipeline.demo.pdf import fill_pdf
from pipeline.demo.word import fill_word
from pipeline.errors import NotOurSheet
from pipeline.run.correcting import Taken, take
from pipeline.run.ingest import ingest
from pipeline.run.kinship import relate
from pipeline.run.reviewing import Reviewed, folder_of, review, settle
from pipeline.run.session import Session, open_session
from pipeline.run.status import status_of
from pipeline.run.workspace import SHIPPED
from pipeline.store.records import Entry, Registered
from schemas.candidature import Answer, Value

pytestmark = pytest.mark.slow

CAMPAIGN = "pdn62-2019"
FIRST, SECOND = (f"PDN62-2019-00{n}" for n in (1, 2))
CLOCK = dt.datetime(2019, 12, 12, 8, 0, tzinfo=dt.UTC)
PHONE, MAIL = "structure.telephone", "structure.email"
DOUBTFUL = replace(people.MJC, telephone="idem", email="contact vieuxport")
RIGHT = "03 21 00 10 20"
BLANK = SHIPPED / CAMPAIGN / "blank.docx"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with open_session(tmp_path, CAMPAIGN, clock=lambda: CLOCK) as opened:
        yield opened


def word(candidate: Candidate) -> bytes:
    return fill_word(BLANK, candidate)


def drop(session: Session, name: str, content: bytes, *, days: int = 0) -> None:
    session.inbox.mkdir(parents=True, exist_ok=True)
    path = session.inbox / name
    path.write_bytes(content)
    at = (CLOCK - dt.timedelta(days=5 - days)).timestamp()
    os.utime(path, (at, at))
    ingest(session, quiet=0, pause=lambda _: None)


def registered(session: Session, number: str = FIRST) -> Registered:
    with session.store.reading() as shelf:
        (row,) = shelf.numbered(session.id, [number])
    return row


def answer(session: Session, key: str = PHONE, number: str = FIRST) -> Answer:
    return registered(session, number).dossier.extraction.fields[key]


def filled(
    done: Reviewed,
    answers: Mapping[tuple[str, str], tuple[str | None, object]],
    *,
    name: str | None = "Claire Démo",
    into: Path | None = None,
) -> Path:
    """Fill in the workbook as a person does; answers by dossier and field."""
    book = load_workbook(done.sheet)
    book.worksheets[0]["C3"] = name
    found = set()
    for sheet in book.worksheets[:2]:
        for row in range(6, sheet.max_row + 1):
            place = (str(sheet.cell(row, 2).value), str(sheet.cell(row, 9).value))
            if place in answers:
                sheet.cell(row, 7).value, sheet.cell(row, 8).value = answers[place]
                found.add(place)
    assert found == set(answers)
    file = into or done.sheet
    book.save(file)
    return file


def corrected(session: Session, value: str = RIGHT, key: str = PHONE) -> Taken:
    return take(session, filled(review(session), {(FIRST, key): ("corrigé", value)}))


def events(session: Session) -> list[str]:
    with session.store.reading() as shelf:
        return [event.code for event in shelf.events(session.id)]


def reread(session: Session, fields: Mapping[str, Answer]) -> None:
    """Enter what another version of the reader reads in the same bytes."""
    row = registered(session)
    with session.store.transaction() as ledger:
        own = ledger.own_readings(session.id).get(FIRST, row.dossier.extraction)
        entry = Entry(
            extraction=own.model_copy(update={"fields": {**own.fields, **fields}}),
            content_sha256="",
            pieces=row.pieces,
            state=row.dossier.state,
            channel=row.channel,
            sender=row.sender,
            received_at=row.dossier.received_at,
            received_from=row.received_from,
            late_by=row.dossier.late_by,
        )
        receipt = ledger.receipt(row.receipt)
        ledger.reread(FIRST, entry, receipt=receipt, at=session.at(), version="essai")
    relate(session)


def read_as(value: Value, *, flagged: bool = True) -> Answer:
    return Answer(value=value, raw=str(value), flagged=flagged, reasons=("FORMAT",) * flagged)


def test_a_doubtful_field_is_shown_with_the_picture_of_its_place(session: Session) -> None:
    drop(session, "dossier.pdf", fill_pdf(DOUBTFUL))

    done = review(session)

    shown = {doubt.question.key: doubt for doubt in done.doubts}
    assert {PHONE, MAIL} <= set(shown)
    crop = shown[PHONE].crop
    assert crop is not None
    with Image.open(done.index.parent / crop.file) as picture:
        assert picture.format == "JPEG"
        assert picture.width > 500
    page = (done.index.parent / f"{FIRST}.html").read_text("utf-8")
    assert crop.file in page
    assert "../dossiers/PDN62-2019-001/dossier.pdf#page=" in page
    assert (done.index.parent / "../dossiers" / FIRST / "dossier.pdf").is_file()


def test_a_field_of_a_word_file_is_shown_among_its_words(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))

    (phone,) = (one for one in review(session).doubts if one.question.key == PHONE)

    assert phone.words is not None
    assert "idem" in phone.words.own


def test_a_corrected_value_counts_everywhere_and_says_whose_it_is(session: Session) -> None:
    drop(session, "dossier.pdf", fill_pdf(DOUBTFUL))

    taken = corrected(session)

    assert (taken.author, taken.changed, taken.refused) == ("Claire Démo", (FIRST,), ())
    assert (answer(session).value, answer(session).flagged) == (RIGHT, False)
    told = json.loads((session.outbox / "dossiers" / FIRST / "dossier.json").read_text("utf-8"))
    assert told["fields"][PHONE]["value"] == RIGHT
    (said,) = told["verifications"]
    assert (said["read"], said["value"], said["by"]) == ("idem", RIGHT, "Claire Démo")
    assert PHONE not in {f["key"] for f in told["findings"]}
    assert PHONE not in {doubt.question.key for doubt in review(session).doubts}


def test_the_journal_holds_the_act_and_no_value(session: Session) -> None:
    drop(session, "dossier.pdf", fill_pdf(DOUBTFUL))
    corrected(session)

    journal = session.workspace.journal(session.id).read_text("utf-8")
    with session.store.reading() as shelf:
        assert not audit.verify(session.workspace.journal(session.id), shelf.journal(session.id))
    assert "answer.corrected" in journal
    assert RIGHT not in journal
    assert "idem" not in journal


def test_the_same_workbook_taken_again_changes_nothing(session: Session) -> None:
    drop(session, "dossier.pdf", fill_pdf(DOUBTFUL))
    answers = {(FIRST, PHONE): ("corrigé", RIGHT), (FIRST, MAIL): ("exact", None)}
    file = filled(review(session), answers)
    take(session, file)
    before = events(session)

    again = take(session, file)

    assert (again.corrections, again.unchanged, again.refused) == ((), 2, ())
    assert events(session) == before


def test_a_wrong_value_that_nobody_doubted_is_corrected_too(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))
    book = load_workbook(review(session).sheet)
    free = book["Autre correction"]
    free["B6"], free["D6"], free["H6"] = "001", "Ville de la structure", "Camiers"
    free["B7"], free["D7"], free["H7"] = "999", "Ville de la structure", "Camiers"
    free["B8"], free["D8"], free["H8"] = FIRST, "Couleur préférée", "bleu"
    file = session.workspace.root / "libre.xlsx"
    book.save(file)

    taken = take(session, file)

    assert [one.key for one in taken.corrections] == ["structure.ville"]
    assert answer(session, "structure.ville").value == "Camiers"
    assert [fault.cell for fault in taken.refused] == ["B7", "D8"]
    corrected(session, "Étaples", "structure.ville")
    assert take(session, file).unchanged == 1
    assert answer(session, "structure.ville").value == "Étaples"


def test_a_faulty_cell_is_named_and_the_other_lines_are_taken(session: Session) -> None:
    drop(session, "dossier.pdf", fill_pdf(DOUBTFUL))
    answers = {(FIRST, PHONE): ("corrigé", RIGHT), (FIRST, MAIL): ("corrigé", "contact")}

    taken = take(session, filled(review(session), answers))

    (fault,) = taken.refused
    assert str(fault).startswith("feuille À vérifier, cellule H")
    assert "adresse électronique" in fault.message
    assert answer(session).value == RIGHT
    assert answer(session, MAIL).flagged


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("corrigé", None), "écrivez ici la bonne valeur"),
        (("exact", "autre"), "choisissez"),
        (("annuler", None), "rien à annuler"),
        (("sans doute", None), "« exact », « corrigé »"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    session: Session, said: tuple[str, object], told: str
) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))

    taken = take(session, filled(review(session), {(FIRST, PHONE): said}))

    assert [told in fault.message for fault in taken.refused] == [True]
    assert taken.corrections == ()


def test_a_person_s_value_outlives_another_reading_of_the_same_file(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))
    corrected(session)

    reread(session, {PHONE: read_as("03 21 00 99 99", flagged=False)})

    assert answer(session).value == RIGHT
    assert answer(session).reasons == ("CORRIGE",)


def test_a_line_written_for_another_reading_is_refused(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))
    file = filled(review(session), {(FIRST, PHONE): ("exact", None)})
    reread(session, {PHONE: read_as("03 21 00 99")})

    taken = take(session, file)

    (fault,) = taken.refused
    assert "la valeur lue a changé" in fault.message
    assert answer(session).value == "03 21 00 99"


def test_a_line_that_somebody_else_verified_meanwhile_is_refused(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))
    mine = filled(
        review(session),
        {(FIRST, PHONE): ("corrigé", "06 39 98 00 00")},
        name="Luc Essai",
        into=session.workspace.root / "luc.xlsx",
    )
    corrected(session)

    (fault,) = take(session, mine).refused

    assert "vérifiée entre-temps par Claire Démo" in fault.message
    assert answer(session).value == RIGHT


def test_a_person_may_change_her_mind_in_the_same_workbook(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))
    done = review(session)
    take(session, filled(done, {(FIRST, PHONE): ("corrigé", "06 39 98 00 00")}))

    taken = take(session, filled(done, {(FIRST, PHONE): ("exact", None)}))

    assert taken.refused == ()
    assert (answer(session).value, answer(session).reasons) == ("idem", ("CONFIRME",))


def test_what_was_said_is_taken_back_by_saying_so(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))
    before = answer(session)
    settle(session, filled(review(session), {(FIRST, PHONE): ("corrigé", RIGHT)}))
    take(session, review_sheet(session))

    taken = take(session, filled(review(session), {(FIRST, PHONE): ("annuler", None)}))

    assert [one.act for one in taken.corrections] == ["annule"]
    assert answer(session) == before
    assert "answer.reopened" in events(session)


def review_sheet(session: Session) -> Path:
    return folder_of(session) / "a-verifier.xlsx"


def test_an_illegible_answer_is_asked_for_and_not_shown_again(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))

    take(session, filled(review(session), {(FIRST, PHONE): ("illisible", None)}))

    row = registered(session)
    assert row.dossier.state == "a_regulariser"
    assert "Téléphone de la structure\u00a0: illisible." in {
        finding.message for finding in row.dossier.extraction.findings
    }
    assert PHONE not in {doubt.question.key for doubt in review(session).doubts}


def test_a_corrected_version_keeps_what_was_said_of_the_same_words(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))
    corrected(session)
    corrected(session, "contact.vieuxport@example.org", MAIL)
    newer = replace(DOUBTFUL, territory="Étaples et Camiers.", email="contact at vieuxport")

    drop(session, "dossier v2.docx", word(newer), days=1)

    assert registered(session).dossier.state == "remplace"
    assert answer(session, PHONE, SECOND).value == RIGHT
    assert answer(session, MAIL, SECOND).flagged


def test_status_says_how_many_values_remain(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))
    before = status_of(session)
    corrected(session)

    now = status_of(session)

    assert (now.to_verify, now.verified) == (before.to_verify - 1, 1)


def test_a_workbook_that_was_filled_in_and_not_taken_is_set_aside(session: Session) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))
    file = filled(review(session), {(FIRST, PHONE): ("corrigé", RIGHT)})
    content = file.read_bytes()

    done = review(session)

    assert done.aside is not None
    assert done.aside.read_bytes() == content
    assert take(session, done.aside).corrections


def test_a_workbook_of_another_call_is_refused(session: Session, tmp_path: Path) -> None:
    drop(session, "dossier.docx", word(DOUBTFUL))
    file = filled(review(session), {}, into=tmp_path / "autre.xlsx")
    with open_session(tmp_path, "coordination-03-63-2024") as other:
        with pytest.raises(NotOurSheet, match="pdn62-2019"):
            take(other, file)
        with pytest.raises(NotOurSheet, match="introuvable"):
            take(other, tmp_path / "rien.xlsx")


def test_a_file_that_cannot_be_shown_leaves_its_line(session: Session) -> None:
    drop(session, "dossier.pdf", fill_pdf(DOUBTFUL))
    with session.store.reading() as shelf:
        (receipt,) = shelf.receipts(session.id)
    kept = session.store.vault.path(receipt.drop.sha256)
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF-1.4 cut")

    done = review(session)

    assert {PHONE, MAIL} <= {doubt.question.key for doubt in done.doubts}
    assert all(doubt.trouble and doubt.crop is None for doubt in done.doubts)


def test_a_scan_is_verified_beside_its_picture(session: Session) -> None:
    drop(session, "scan.pdf", scanned(fill_pdf(DOUBTFUL)))

    done = review(session)

    shown = {doubt.question.key: doubt for doubt in done.doubts}
    crop = shown[PHONE].crop
    assert crop is not None
    assert not crop.guessed
    corrected(session)
    assert (answer(session).value, answer(session).flagged) == (RIGHT, False)


def test_the_whole_way_by_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = tmp_path / "inbox" / CAMPAIGN
    inbox.mkdir(parents=True)
    (inbox / "dossier.docx").write_bytes(word(DOUBTFUL))
    here = ("--workspace", str(tmp_path))
    run(main, ["ingest", CAMPAIGN, *here])
    capsys.readouterr()

    assert run(main, ["review", CAMPAIGN, *here]) == 0
    assert "valeurs à vérifier dans 1 dossier" in capsys.readouterr().out.replace("\u00a0", " ")
    with open_session(tmp_path, CAMPAIGN) as session:
        done = review(session)
    faulty = {(FIRST, PHONE): ("corrigé", "12"), (FIRST, MAIL): ("exact", None)}
    filled(done, faulty)
    assert run(main, ["review", CAMPAIGN, "--take", *here]) == 1
    assert "feuille À vérifier, cellule H" in capsys.readouterr().err
    filled(done, {(FIRST, PHONE): ("corrigé", RIGHT)})
    assert run(main, ["review", CAMPAIGN, "--take", str(done.sheet), *here]) == 0
    assert "1 corrigée" in capsys.readouterr().out.replace("\u00a0", " ")


def scanned(content: bytes) -> bytes:
    """Return a PDF of pictures of the pages of a PDF."""
    document = pdfium.PdfDocument(content)
    document.init_forms()
    pages = [page.render(scale=200 / 72).to_pil().convert("L") for page in document]
    document.close()
    file = io.BytesIO()
    pages[0].save(file, "PDF", resolution=200, save_all=True, append_images=pages[1:])
    return file.getvalue()
