"""`registre.xlsx` and `registre.csv` as they are written, from what arrived."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.tables.arrivals.entries import (
    Arrived,
    Closing,
    Delay,
    Grace,
    Piece,
    Register,
    Role,
    Said,
    Task,
)
from pipeline.tables.arrivals.heights import row_height
from pipeline.tables.arrivals.kin import links
from pipeline.tables.arrivals.words import delay
from pipeline.tables.register import draw_register
from schemas.candidature import Dossier, Extraction
from schemas.kinship import Kinship
from schemas.reception import DownloadLink

PARIS = ZoneInfo("Europe/Paris")
CLOSING = Closing(at=dt.datetime(2019, 12, 13, 23, 59, 59, tzinfo=PARIS))
AS_OF = "2019-12-17T07:45:00+00:00"


def number(rank: int) -> str:
    return f"PDN62-2019-{rank:03}"


def dossier(rank: int = 1, state: str = "recevable", of: int | None = None) -> Dossier:
    return Dossier.model_validate(
        {
            "number": number(rank),
            "extraction": Extraction(file=f"dossier {rank}.docx", sha256="a" * 64, outcome="ok"),
            "received_at": "2019-12-10T14:20:00+00:00",
            "state": state,
            "of": None if of is None else number(of),
        }
    )


def arrived(rank: int = 1, state: str = "recevable", /, **more: object) -> Arrived:
    known: dict[str, object] = {
        "dossier": dossier(rank, state),
        "drop": rank,
        "dropped_at": "2019-12-16T08:12:00+00:00",
        "channel": "depot",
        "sender": None,
        "source": "file",
        "sha256": "b" * 64,
    }
    return Arrived(**{**known, **more})  # type: ignore[arg-type]  # a test names what it changes


def piece(name: str = "dossier.docx", role: Role = "dossier", **more: object) -> Piece:
    known: dict[str, object] = {
        "drop": 1,
        "dropped_at": "2019-12-16T08:12:00+00:00",
        "kind": "word",
        "size": 53_862,
        "reason": "Formulaire de l’appel.",
        "sha256": "c" * 64,
    }
    return Piece(name=name, role=role, **{**known, **more})  # type: ignore[arg-type]  # as above


def register(*dossiers: Arrived, **more: object) -> Register:
    known: dict[str, object] = {
        "title": "Promeneurs du Net",
        "author": "Odile Fictive, chargée de mission",
        "as_of": AS_OF,
        "closings": (CLOSING,),
        "drops": len(dossiers),
        "arrived": dossiers,
        "kinships": (),
        "pieces": (),
        "tasks": (),
    }
    return Register(**{**known, **more})  # type: ignore[arg-type]  # as above


def book_of(made: Register) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(draw_register(made)["registre.xlsx"]))


def above(sheet: Worksheet) -> list[str]:
    return [str(sheet.cell(row, 1).value) for row in range(1, head(sheet) - 1)]


def head(sheet: Worksheet) -> int:
    return int(str(sheet.auto_filter.ref).split(":", maxsplit=1)[0].lstrip("A"))


def line(sheet: Worksheet, rank: int = 1) -> dict[str, object]:
    """Give a line of a table by the stable codes of its columns."""
    codes = [cell.value for cell in sheet[head(sheet) - 1]]
    values = [cell.value for cell in sheet[head(sheet) + rank]]
    shown = [value.isoformat() if isinstance(value, dt.datetime) else value for value in values]
    return {str(code): value for code, value in zip(codes, shown, strict=True)}


def rows_of(made: Register) -> list[dict[str, str]]:
    text = draw_register(made)["registre.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_sheets_stand_in_the_order_of_the_work() -> None:
    names = book_of(register(arrived())).sheetnames

    assert names == ["Registre", "Pièces", "À télécharger", "Lisez-moi"]


def test_equal_arrivals_give_equal_bytes() -> None:
    made = [draw_register(register(arrived(), pieces=(piece(),))) for _ in range(2)]

    assert made[0] == made[1]


def test_another_value_gives_another_footer() -> None:
    books = [book_of(register(arrived(drop=drop))) for drop in (1, 2)]

    footers = {book["Registre"].oddFooter.right.text for book in books}
    assert len(footers) == 2


def test_the_heading_gives_every_closing_with_its_zone_and_the_counts() -> None:
    spring = Closing(at=dt.datetime(2024, 4, 28, 23, 59, tzinfo=PARIS), lots=("Allier", "Cher"))
    made = register(
        arrived(1, delays=(Delay(minutes=4),)), arrived(2, "illisible"), closings=(CLOSING, spring)
    )

    told = [sentence.replace("\u00a0", " ") for sentence in above(book_of(made)["Registre"])]
    lots = "« Allier », « Cher »"
    assert told == [
        "Registre des arrivées – Promeneurs du Net",
        "Clôture de l’appel : vendredi 13 décembre 2019 à 23 h 59 (heure de Paris, UTC+1)",
        f"Clôture pour {lots} : dimanche 28 avril 2024 à 23 h 59 (heure de Paris, UTC+2)",
        "Situation au mardi 17 décembre 2019 à 8 h 45. Toutes les heures sont celles de Paris.",
        "2 dossiers en 2 dépôts : recevable 1 · illisible 1 · en retard 1",
        "Document interne : il contient des données personnelles (noms, adresses).",
    ]


def test_a_dossier_is_told_on_one_line_with_dates_that_can_be_sorted() -> None:
    sent = dossier(7).model_copy(update={"sent_at": "2019-12-10T14:19:00+00:00"})
    made = arrived(
        7,
        dossier=sent,
        drop=5,
        channel="courriel",
        sender="odile@example.org",
        source="server",
        structure=Said(text="Centre social\nLes Glycines"),
        professional=Said(text="Yanis Inventé", doubtful=True),
        town=Said(text="Lens"),
        roles={"dossier": 1, "charte": 1, "bruit": 2},
        flagged=3,
    )

    assert line(book_of(register(made))["Registre"]) == {
        "numero": "PDN62-2019-007",
        "structure": "Centre social / Les Glycines",
        "professionnel": "Yanis Inventé (à vérifier)",
        "commune": "Lens",
        "fichier": "dossier 7.docx",
        "canal": "courriel",
        "expediteur": "odile@example.org",
        "envoye_le": "2019-12-10T15:19:00",
        "recu_le": "2019-12-10T15:20:00",
        "recu_d_apres": "serveur de messagerie",
        "depose_le": "2019-12-16T09:12:00",
        "delai": "dans le délai",
        "etat": "recevable",
        "lien": None,
        "pieces": "dossier\u00a0:\u00a01, charte\u00a0:\u00a01, bruit\u00a0:\u00a02",
        "a_verifier": 3,
        "empreinte": "b" * 12,
        "depot": 5,
    }


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("1899-12-31T23:00:00+00:00", "31/12/1899 23:09"),
        ("9999-12-31T23:59:00+00:00", "9999-12-31T23:59:00+00:00"),
        ("9999-12-31T20:59:00+00:00", "9999-12-31T21:59:00"),
    ],
)
def test_a_mail_may_claim_a_date_that_no_spreadsheet_knows(sent: str, shown: str) -> None:
    made = arrived(dossier=dossier().model_copy(update={"sent_at": sent}))

    assert line(book_of(register(made))["Registre"])["envoye_le"] == shown


def test_the_flat_file_opens_in_a_french_excel() -> None:
    made = register(arrived(1, flagged=2, structure=Said(text="MJC ; été")))
    raw = draw_register(made)["registre.csv"]

    assert raw.startswith(b"\xef\xbb\xbfN\xc2\xb0;Structure;")
    (row,) = rows_of(made)
    shown = [row[name] for name in ("Structure", "Reçu le", "Délai", "À vérifier", "Dépôt n°")]
    assert shown == ["MJC ; été", "10/12/2019 15:20", "dans le délai", "2", "1"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "dans le délai"),
        ({"unsure": True}, "dans le délai, date à confirmer"),
        ({"delays": (Delay(minutes=2 * 1440 + 65),)}, "en retard de 2 j 1 h 5 min"),
        (
            {"delays": (Delay(minutes=1, lots=("Module 1",)),)},
            "en retard de 1 min pour « Module 1 »",
        ),
        (
            {"delays": (Delay(minutes=1, lots=("Module 1",), sure=False),)},
            "en retard de 1 min pour « Module 1 », s’il y est candidat",
        ),
        (
            {
                "delays": (Delay(minutes=3),),
                "grace": Grace(by="o.fictive", at=AS_OF, reason="a\nb"),
            },
            "en retard de 3 min, retard accepté par o.fictive le 17/12/2019 à 8 h 45 : a / b",
        ),
        (
            {"delays": (Delay(minutes=3),), "grace": Grace()},
            "en retard de 3 min, retard accepté",
        ),
    ],
)
def test_a_delay_is_told_with_who_accepted_it_and_why(
    more: Mapping[str, object], words: str
) -> None:
    assert delay(arrived(**more)).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("code", "made", "colour"),
    [
        ("delai", arrived(delays=(Delay(minutes=3),)), "FFFFE8B3"),
        ("delai", arrived(delays=(Delay(minutes=3),), grace=Grace()), "FFDDF2E1"),
        ("etat", arrived(1, "illisible"), "FFFBDDDA"),
        ("a_verifier", arrived(flagged=1), "FFFFE8B3"),
        ("structure", arrived(structure=Said(text="MJC", doubtful=True)), "FFFFE8B3"),
        ("structure", arrived(structure=Said(text="", doubtful=True)), "00000000"),
    ],
)
def test_what_a_person_should_look_at_is_coloured_beside_its_words(
    code: str, made: Arrived, colour: str
) -> None:
    sheet = book_of(register(made))["Registre"]
    column = list(line(sheet)).index(code) + 1

    assert sheet.cell(head(sheet) + 1, column).fill.fgColor.rgb == colour


def test_each_dossier_says_which_others_it_is_related_to() -> None:
    rows = (
        arrived(1),
        arrived(2, dossier=dossier(2, "doublon", of=1)),
        arrived(3, dossier=dossier(3, "remplace", of=4)),
        arrived(4),
        arrived(5, dossier=dossier(5, "rattache", of=4)),
        arrived(6),
    )
    unsure = Kinship(
        kind="version",
        older=number(3),
        newer=number(4),
        keeps=number(4),
        certain=False,
        reason="Même structure.",
    )
    both = Kinship(kind="professionnel", older=number(4), newer=number(6), reason="Deux noms.")

    assert links(rows, (unsure, both)) == {
        number(1): "reçu aussi en copie\u00a0: 002",
        number(2): "copie de PDN62-2019-001",
        number(3): "remplacé par PDN62-2019-004, à confirmer",
        number(4): "remplace 003\u00a0; complété par 005\u00a0; "
        "même structure, autre professionnel\u00a0: 006",
        number(5): "rattaché à PDN62-2019-004",
        number(6): "même structure, autre professionnel\u00a0: 004",
    }


def test_a_file_is_told_with_what_it_was_found_in() -> None:
    found = piece(
        "charte.pdf",
        "charte",
        kind="pdf",
        within=("envoi.zip", "message.eml"),
        dossiers=(number(1), number(2)),
    )
    sheet = book_of(register(arrived(), pieces=(piece("envoi.zip", "contenant"), found)))["Pièces"]

    assert line(sheet, 2) == {
        "depot": 1,
        "depose_le": "2019-12-16T09:12:00",
        "contenant": "envoi.zip › message.eml",
        "nom": "charte.pdf",
        "nature": "PDF",
        "taille": 53_862,
        "role": "charte",
        "raison": "Formulaire de l’appel.",
        "dossier": "PDN62-2019-001, PDN62-2019-002",
        "empreinte": "c" * 12,
    }
    told = "1 dépôt reçu, dont 1 contenant ouvert. 1 fichier : charte 1"
    assert above(sheet)[1].replace("\u00a0", " ") == told


def test_downloads_left_to_do_come_first_by_their_last_day() -> None:
    def task(until: str | None, *done: str, stated: bool = False) -> Task:
        found = DownloadLink(
            host="drop.example.org", where="Dossier trop lourd", until=until, stated=stated
        )
        return Task(link=found, drop=3, dossiers=(number(3),), done=done)

    tasks = (
        task("2020-01-11", number(9)),
        task("2020-01-12"),
        task("2020-01-05", stated=True),
        task("2020-02-31"),
    )
    sheet = book_of(register(arrived(), tasks=tasks))["À télécharger"]

    codes = ("avant_le", "echeance_d_apres", "suite")
    assert [tuple(line(sheet, rank)[code] for code in codes) for rank in (1, 2, 3, 4)] == [
        ("inconnu", "rien ne le dit\u00a0: au plus vite", "à télécharger"),
        ("2020-01-05T00:00:00", "le message", "à télécharger"),
        ("2020-01-12T00:00:00", "durée habituelle du service", "à télécharger"),
        ("2020-01-11T00:00:00", "durée habituelle du service", "fait\u00a0: PDN62-2019-009"),
    ]
    assert above(sheet)[1].startswith("3\u00a0fichiers à télécharger.")


HOSTILE = ("=1+1", "+1", "-1", "@x", "\t=1", "\u202e=1", "\u200b=1", "\uff1d1", "a\x00b\x1b[31m")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_starts_a_formula_or_holds_a_control(text: str) -> None:
    made = register(
        arrived(structure=Said(text=text), sender=text, grace=Grace(by=text), drop=1),
        pieces=(piece(text, within=(text,), reason=text, kind=text),),
        tasks=(Task(link=DownloadLink(host=text, where=text), drop=1, dossiers=(text,)),),
        title=text,
    )
    book = book_of(made)

    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    texts = [str(cell.value) for cell in cells if cell.value is not None]
    texts += [value for row in rows_of(made) for value in row.values()]
    assert all(cell.data_type != "f" for cell in cells)
    assert not [t for t in texts if t.lstrip("\u200b").startswith(("=", "+", "-", "@", "\uff1d"))]
    assert not [t for t in texts if set(t) & set("\x00\x1b\u202e")]


def test_a_name_that_is_no_text_is_shown_all_the_same() -> None:
    made = register(arrived(), pieces=(piece("dossier\udce9.docx"),))

    assert line(book_of(made)["Pièces"])["nom"] == "dossier\ufffd.docx"


def test_the_sheets_filter_stay_in_sight_and_print_one_page_wide() -> None:
    made = register(arrived(), pieces=(piece(),))
    for sheet in book_of(made).worksheets[:3]:
        setup = sheet.page_setup
        first = head(sheet)
        assert (setup.orientation, setup.paperSize) == ("landscape", 9)
        assert (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.center.text == "Page &P / &N"
        assert sheet.print_title_rows == f"${first}:${first}"
        assert str(sheet.freeze_panes).endswith(str(first + 1))
        assert sheet.row_dimensions[first - 1].hidden


def test_a_register_of_nothing_says_so() -> None:
    book = book_of(register())

    said = [sheet.cell(head(sheet) + 1, 1).value for sheet in book.worksheets[:3]]
    assert said == [
        "Aucun dossier n’est encore enregistré.",
        "Rien n’a encore été reçu.",
        "Aucun message ne renvoie à un fichier à télécharger.",
    ]


def test_a_row_is_as_high_as_its_longest_text_needs() -> None:
    long = "Association départementale pour l’accompagnement éducatif des jeunes du littoral"
    one = row_height([("MJC", 21)], size=11)

    assert row_height([("MJC", 21), (long, 21)], size=11) >= 4 * (one - 3)
    assert row_height([("un mot " * 10_000, 21)], size=11) == 409


def test_the_time_of_writing_is_nowhere() -> None:
    data = draw_register(register(arrived()))["registre.xlsx"]
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        core = parts.read("docProps/core.xml").decode()
        times = {info.date_time for info in parts.infolist()}

    assert "2019-12-17T08:45:00Z" in core
    assert times == {(1980, 1, 1, 0, 0, 0)}
