"""Checking a campaign: every fault at once, each with its file, line and remedy in French."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.campaigns import Fault, check, load
from pipeline.errors import FaultyDefinition, NoSuchCampaign
from tests.calls import COORDINATION, PDN, change, copy_of, spaced


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of(PDN, tmp_path)


def told(folder: Path, file: str) -> list[str]:
    return [spaced(f"{f.line}: {f.message} → {f.remedy}") for f in check(folder) if f.file == file]


def line(path: Path, text: str) -> int:
    return next(n for n, row in enumerate(path.read_text("utf-8").split("\n"), 1) if text in row)


@pytest.mark.parametrize("name", [PDN, COORDINATION])
def test_the_shipped_campaigns_have_no_fault(name: str, tmp_path: Path) -> None:
    assert check(copy_of(name, tmp_path, validated=False)) == ()


def test_faults_of_all_files_are_told_together(folder: Path) -> None:
    change(folder / "campaign.toml", 'id = "pdn62-2019"', 'id = "autre"')
    change(folder / "form.toml", 'type = "postal_code"', 'type = "code"')
    change(folder / "grid.toml", "version", "versions")
    with (folder / "network.csv").open("a", encoding="utf-8") as file:
        file.write("seul\n")
    (folder / "blank.docx").unlink()
    (folder / "letters" / "refus.docx").unlink()

    assert {fault.file for fault in check(folder)} == {
        "campaign.toml",
        "form.toml",
        "grid.toml",
        "network.csv",
        "blank.docx",
        "letters/refus.docx",
    }


def test_a_misspelt_key_gets_its_line_and_the_nearest_one(folder: Path) -> None:
    change(folder / "campaign.toml", "places = 12", "plces = 12")

    number = line(folder / "campaign.toml", "plces")
    (only,) = told(folder, "campaign.toml")
    assert only == (
        f"{number}: La clé « plces » n’existe pas dans ce fichier. "
        "→ Vouliez-vous écrire « places » ?"
    )


def test_a_missing_key_is_blamed_on_its_table(folder: Path) -> None:
    change(folder / "campaign.toml", "dpo = ", "# dpo = ")

    number = line(folder / "campaign.toml", "[legal]")
    assert told(folder, "campaign.toml") == [
        f"{number}: Il manque « legal.dpo ». → Ajoutez la clé « dpo »."
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "', "title = 3 # ", "« title » doit être un texte."),
        ("places = 12", 'places = "douze"', "« places » doit être un nombre entier."),
        ('department = ["62"]', 'department = "62"', "« department » doit être une liste."),
        (
            'decision = "committee"',
            'decision = "comite"',
            "« decision » n’a pas une valeur admise.",
        ),
        ("committee = 2019-12-19", 'committee = "jeudi"', "« calendar.committee » doit être une"),
        (
            "complements_days = 2",
            "complements_days = 0",
            "« calendar.complements_days » est plus petit que permis.",
        ),
    ],
)
def test_a_wrong_type_is_told_in_french(folder: Path, old: str, new: str, message: str) -> None:
    change(folder / "campaign.toml", old, new)

    (only,) = told(folder, "campaign.toml")
    number, sentence = only.split(": ", 1)
    assert sentence.startswith(message)
    assert int(number) == line(folder / "campaign.toml", new.partition("#")[0].strip())


def test_no_sentence_is_in_english(folder: Path) -> None:
    # One fault of every kind that pydantic knows of our records.
    change(folder / "campaign.toml", "places = 12", "places = 1.5\ninconnue = 1")
    change(folder / "campaign.toml", "opening = 2019-11-04", "opening = true")
    change(folder / "campaign.toml", "[signatory]", "[signatory.deep]")
    change(folder / "grid.toml", "weight = ", 'weight = "dix" # ')
    change(folder / "form.toml", "[[printed]]\nheading", "[[printed]]\nnope = 1\nheading")

    said = " ".join(f"{fault.message} {fault.remedy}" for fault in check(folder))

    assert len(check(folder)) > 5
    assert not re.search(r"\b(input|should|valid|field|required|extra)\b", said, re.IGNORECASE)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("places = 12\nplaces = 13", "une clé est écrite deux fois"),
        ('places = "douze', "un texte n’est pas refermé"),
        ("places = douze", "la valeur n’est pas reconnue"),
        ("places 12", "il manque « = »"),
        ("places = [12", ""),
    ],
)
def test_a_syntax_error_gets_its_line(folder: Path, broken: str, message: str) -> None:
    before = line(folder / "campaign.toml", "places = 12")
    change(folder / "campaign.toml", "places = 12", broken)

    (fault,) = [f for f in check(folder) if f.file == "campaign.toml"]

    assert message in spaced(fault.message)
    assert fault.line is not None
    assert before <= fault.line <= before + 2


def test_a_file_saved_in_windows_encoding_is_told_so(folder: Path) -> None:
    text = (folder / "grid.toml").read_text("utf-8")
    (folder / "grid.toml").write_bytes(text.encode("cp1252", "replace"))

    (fault,) = check(folder)

    assert "UTF-8" in fault.message


def test_the_mark_of_notepad_and_windows_line_ends_are_no_fault(folder: Path) -> None:
    for name in ("campaign.toml", "form.toml", "grid.toml", "network.csv"):
        text = (folder / name).read_text("utf-8").replace("\n", "\r\n")
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert check(folder) == ()


def test_a_closing_without_hour_is_a_fault(folder: Path) -> None:
    change(folder / "campaign.toml", "closing = 2019-12-13T23:59:59", "closing = 2019-12-13")

    (fault,) = check(folder)

    assert spaced(fault.remedy) == "Écrivez par exemple closing = 2019-12-13T23:59:59."


def test_a_committee_before_the_closing_is_a_fault(folder: Path) -> None:
    change(folder / "campaign.toml", "committee = 2019-12-19", "committee = 2019-12-09")

    (only,) = told(folder, "campaign.toml")
    assert "Le comité (09/12/2019) vient avant la clôture (13/12/2019)." in only


def test_the_dates_of_a_lot_are_checked_too(tmp_path: Path) -> None:
    folder = copy_of(COORDINATION, tmp_path)
    text = (folder / "campaign.toml").read_text("utf-8")
    (folder / "campaign.toml").write_text(
        text.replace("committee = 2024-04-25", "committee = 2024-03-01", 1), "utf-8"
    )

    (fault,) = check(folder)

    assert fault.key == "lots[1].calendar.committee"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("campaign.toml", '"responsable.nom"', '"responsable.nmo"', "« responsable.nmo »"),
        (
            "form.toml",
            'key = "structure.ville"',
            'key = "structure.nom"',
            "est déjà pris plus haut",
        ),
        ("form.toml", 'detail = "structure.champs_autre"', 'detail = "x.y"', "« x.y »"),
        ("form.toml", 'code = "emploi"', 'code = "sante"', "« sante » est déjà pris plus haut"),
        ("grid.toml", 'fields_key = "', 'fields_key = "z', "« zstructure.champs »"),
    ],
)
def test_what_names_nothing_is_a_fault(
    folder: Path, file: str, old: str, new: str, message: str
) -> None:
    change(folder / file, old, new)

    found = told(folder, file)

    assert [message in text for text in found].count(True) == 1


def test_a_condition_on_an_unknown_box_is_a_fault(tmp_path: Path) -> None:
    folder = copy_of(COORDINATION, tmp_path)
    change(folder / "form.toml", 'has = "module_2"', 'has = "module_3"')

    (fault,) = check(folder)

    assert spaced(fault.message) == (
        "La question « candidature.modules » n’a pas de case « module_3 »."
    )


def test_boxes_without_their_type_and_types_without_their_boxes_are_faults(folder: Path) -> None:
    change(folder / "form.toml", 'type = "choices"', 'type = "text"')
    change(
        folder / "form.toml",
        'key = "structure.nom"\ntype = "text"',
        'key = "structure.nom"\ntype = "choice"',
    )

    messages = [spaced(fault.message) for fault in check(folder)]

    assert "La question « structure.nom » est à cocher mais n’a aucune case." in messages
    assert "La question « structure.champs » a des cases mais n’est pas à cocher." in messages


def test_weights_that_do_not_sum_to_100_are_told_with_their_sum(folder: Path) -> None:
    text = (folder / "grid.toml").read_text("utf-8")
    weights = [int(w) for w in re.findall(r"^weight = (\d+)$", text, re.MULTILINE)]
    heavier = re.sub(r"(?m)^weight = \d+$", f"weight = {weights[0] + 5}", text, count=1)
    (folder / "grid.toml").write_text(heavier, "utf-8")
    # The weight of a signal is another thing.
    change(folder / "grid.toml", "ties = [", 'ties = ["nul", ')

    messages = [spaced(fault.message) for fault in check(folder)]

    assert "Les poids des critères font 105 ; il en faut 100." in messages
    assert "Aucun critère n’a le code « nul »." in messages


def test_weights_are_summed_lot_by_lot(tmp_path: Path) -> None:
    folder = copy_of(COORDINATION, tmp_path)
    change(folder / "grid.toml", "weight = ", "weight = 9")

    messages = [spaced(fault.message) for fault in check(folder)]

    assert any("du lot « module-2-allier » font" in message for message in messages)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Maison X,centre social,Lens,6230,sante", "« 6230 » n’est pas un code postal."),
        ("Maison X,centre social,Lens,62300,santé", "code « santé »"),
        (",centre social,Lens,62300,sante", "La case « structure » est vide."),
        ("Maison X,centre social", "La ligne a 2 cases au lieu de 5."),
    ],
)
def test_a_bad_row_of_the_network_gets_its_line(folder: Path, row: str, message: str) -> None:
    (folder / "network.csv").write_text(f"structure,type,commune,postal_code,fields\n{row}\n")

    (only,) = told(folder, "network.csv")
    assert only.startswith("2: ")
    assert message in only


def test_a_network_saved_by_a_french_excel_is_read(folder: Path) -> None:
    (folder / "network.csv").write_bytes(
        b"\xef\xbb\xbf"
        + "Structure;Type;Commune;Code_postal;Champs\r\nL’Étoile;MJC;Béthune;62400;sante|emploi\r\n"
        "\r\n".encode()
    )

    (member,) = load(folder).network

    assert (member.structure, member.postal_code, member.fields) == (
        "L’Étoile",
        "62400",
        ("sante", "emploi"),
    )


def test_a_column_that_is_missing_or_unknown_is_named(folder: Path) -> None:
    (folder / "network.csv").write_text("structure,types,commune,postal_code,fields\n")

    messages = told(folder, "network.csv")

    assert [m.split(" → ")[0] for m in messages] == [
        "1: La colonne « type » manque.",
        "1: La colonne « types » est inconnue.",
    ]


def test_loading_refuses_with_every_fault(folder: Path) -> None:
    change(folder / "campaign.toml", "places = 12", "plces = 12")
    change(folder / "grid.toml", "version", "versions")

    with pytest.raises(FaultyDefinition) as refused:
        load(folder)

    faults = refused.value.facts["faults"]
    assert isinstance(faults, tuple)
    assert len(faults) >= 3
    assert all(isinstance(fault, Fault) and str(fault) in str(refused.value) for fault in faults)


def test_a_faulty_letter_does_not_stop_the_reception_of_dossiers(folder: Path) -> None:
    (folder / "letters" / "refus.docx").write_bytes(b"")

    assert load(folder).id == PDN
    assert [fault.file for fault in check(folder)] == ["letters/refus.docx"]


@pytest.mark.parametrize("act", [load, check])
def test_a_campaign_that_does_not_exist_is_told_by_name(
    act: Callable[[Path], object], tmp_path: Path
) -> None:
    with pytest.raises(NoSuchCampaign, match="pdn99"):
        act(tmp_path / "pdn99")
