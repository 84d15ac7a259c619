"""Writing letters: which may exist at all, which are drafts, and the same bytes each time."""

import datetime as dt
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.campaigns import load
from pipeline.errors import (
    FaultyTemplate,
    LetterWithoutDecision,
    NothingToAsk,
    RefusalWithoutReasons,
    UnvalidatedBlock,
)
from pipeline.letters import write_letter
from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.decision import Decision, DecisionOutcome, Reason
from schemas.letter import Letter, LetterKind
from tests.calls import COORDINATION, DATED, FACT, OUTCOMES, PDN, change, copy_of, spaced, words
from tests.calls import decision as decided
from tests.calls import dossier as received


class Desk(NamedTuple):
    """A campaign on disk and a place for its letters."""

    folder: Path
    campaign: Campaign
    out: Path

    def write(
        self, kind: LetterKind, of: Dossier | None = None, by: Decision | None = None
    ) -> Letter:
        return write_letter(
            kind,
            of or received(self.campaign),
            self.campaign,
            self.folder / "letters",
            self.out,
            dated=DATED[self.campaign.id],
            decision=by,
        )


def desk(tmp_path: Path, name: str = PDN, *, validated: bool = True) -> Desk:
    folder = copy_of(name, tmp_path, validated=validated)
    return Desk(folder, load(folder), tmp_path / "courriers")


@pytest.mark.parametrize("kind", OUTCOMES)
def test_no_decision_letter_without_a_decision(kind: LetterKind, tmp_path: Path) -> None:
    with pytest.raises(LetterWithoutDecision):
        desk(tmp_path).write(kind)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("acceptation", "non_retenu"),
        ("acceptation", "liste_attente"),
        ("refus", "retenu"),
        ("liste-attente", "irrecevable"),
    ],
)
def test_a_letter_announces_only_what_was_decided(
    kind: LetterKind, outcome: DecisionOutcome, tmp_path: Path
) -> None:
    office = desk(tmp_path)

    with pytest.raises(LetterWithoutDecision):
        office.write(kind, by=decided(office.campaign, outcome))


def test_the_decision_of_another_dossier_is_none(tmp_path: Path) -> None:
    office = desk(tmp_path)
    other = decided(office.campaign, "retenu").model_copy(update={"dossier": "PDN62-2019-015"})

    with pytest.raises(LetterWithoutDecision):
        office.write("acceptation", by=other)


def test_an_automatic_decision_is_none_where_the_committee_decides(tmp_path: Path) -> None:
    office = desk(tmp_path)

    with pytest.raises(LetterWithoutDecision):
        office.write("acceptation", by=decided(office.campaign, "retenu", origin="automatic"))


def test_an_automatic_decision_says_so_where_the_call_allows_it(tmp_path: Path) -> None:
    folder = copy_of(PDN, tmp_path)
    change(folder / "campaign.toml", 'decision = "committee"', 'decision = "automatic"')
    office = Desk(folder, load(folder), tmp_path / "courriers")

    letter = office.write("acceptation", by=decided(office.campaign, "retenu", origin="automatic"))

    text = words(letter.path)
    assert "sans délibération d’un comité" in text
    assert "ne décide pas à la place du comité" not in text


@pytest.mark.parametrize(
    "sentences",
    [
        [],
        ["note insuffisante"],
        ["Le nombre élevé de candidatures ne permet pas de retenir la vôtre"],
        ["Note de 41/100, inférieure aux autres."],
        ["voir PV"],
        ["     "],
    ],
)
def test_a_refusal_without_a_fact_is_not_written(sentences: list[str], tmp_path: Path) -> None:
    office = desk(tmp_path)
    code = office.campaign.grid.criteria[0].code
    reasons = tuple(Reason(criterion=code, sentence=text) for text in sentences)
    decision = decided(office.campaign, "non_retenu").model_copy(update={"reasons": reasons})

    with pytest.raises(RefusalWithoutReasons):
        office.write("refus", by=decision)


@pytest.mark.parametrize("criterion", [None, "inconnu"])
def test_a_refusal_rests_on_a_criterion_of_the_grid(criterion: str | None, tmp_path: Path) -> None:
    office = desk(tmp_path)
    reason = Reason(criterion=criterion, sentence=FACT)

    with pytest.raises(RefusalWithoutReasons):
        office.write("refus", by=decided(office.campaign, "non_retenu", reason))


def test_a_late_dossier_is_told_the_rule_and_the_hour_but_no_criterion(tmp_path: Path) -> None:
    office = desk(tmp_path)
    late = received(office.campaign, received_at="2019-12-14T00:09:00+01:00", late_by=10)
    rule = Reason(sentence="l’appel fixe une date limite de réception, que votre dossier dépasse")

    letter = office.write("refus", late, decided(office.campaign, "irrecevable", rule))

    text = spaced(words(letter.path))
    assert "de la déclarer irrecevable" in text
    assert f"{rule.sentence}." in text
    assert (
        "parvenu le samedi 14 décembre 2019 à 0 h 09, alors que la clôture de l’appel était fixée "
        "au vendredi 13 décembre 2019 à 23 h 59" in text
    )
    assert not [c.label for c in office.campaign.grid.criteria if c.label in text]


def test_inadmissibility_resting_on_a_criterion_is_refused(tmp_path: Path) -> None:
    office = desk(tmp_path)
    reason = Reason(criterion=office.campaign.grid.criteria[0].code, sentence=FACT)

    with pytest.raises(RefusalWithoutReasons):
        office.write("refus", by=decided(office.campaign, "irrecevable", reason))


@pytest.mark.parametrize(("kind", "outcome"), OUTCOMES.items())
def test_a_decision_letter_waits_for_validated_blocks(
    kind: LetterKind, outcome: DecisionOutcome, tmp_path: Path
) -> None:
    office = desk(tmp_path, validated=False)

    with pytest.raises(UnvalidatedBlock) as refused:
        office.write(kind, by=decided(office.campaign, outcome))

    assert refused.value.facts["blocks"] == (
        "blocs/recours.txt, blocs/algorithme.txt, blocs/donnees.txt, [legal] de campaign.toml"
    )
    assert not office.out.exists()


def test_one_unvalidated_block_is_enough(tmp_path: Path) -> None:
    office = desk(tmp_path)
    change(office.folder / "letters" / "blocs" / "recours.txt", " 02/12/2019", "")

    with pytest.raises(UnvalidatedBlock, match=r"blocs/recours\.txt"):
        office.write("acceptation", by=decided(office.campaign, "retenu"))


@pytest.mark.parametrize("kind", ["accuse-reception", "demande-complements"])
def test_other_letters_are_drafts_until_validation(kind: LetterKind, tmp_path: Path) -> None:
    # The law gives one and ten working days for them: they are prepared, not withheld.
    office = desk(tmp_path, validated=False)
    asked = received(office.campaign, missing=("structure.objet",))

    letter = office.write(kind, asked)

    assert letter.draft
    assert words(letter.path).startswith("PROJET – NE PAS ENVOYER EN L’ÉTAT.")


def test_a_validated_letter_is_no_draft(tmp_path: Path) -> None:
    letter = desk(tmp_path).write("accuse-reception")

    assert (letter.draft, letter.remarks) == (False, ())
    assert "PROJET" not in words(letter.path)


def test_an_address_read_with_doubt_makes_a_draft(tmp_path: Path) -> None:
    office = desk(tmp_path)

    letter = office.write(
        "accuse-reception", received(office.campaign, flagged=("structure.code_postal",))
    )

    assert letter.draft
    assert [spaced(remark) for remark in letter.remarks] == [
        "à vérifier : Code postal de la structure"
    ]


def test_a_dossier_whose_structure_could_not_be_read_gets_a_draft(tmp_path: Path) -> None:
    office = desk(tmp_path)

    letter = office.write("accuse-reception", received(office.campaign, {"structure.nom": None}))

    assert [spaced(remark) for remark in letter.remarks] == ["à compléter : Nom de la structure"]
    assert "Votre candidature nous est parvenue" in words(letter.path)


def test_nothing_is_asked_when_nothing_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NothingToAsk):
        desk(tmp_path).write("demande-complements")


def test_a_deadline_after_the_committee_is_seen_before_sending(tmp_path: Path) -> None:
    folder = copy_of(PDN, tmp_path)
    change(folder / "campaign.toml", "complements_days = 2", "complements_days = 7")
    office = Desk(folder, load(folder), tmp_path / "courriers")

    letter = office.write(
        "demande-complements", received(office.campaign, missing=("structure.objet",))
    )

    assert [spaced(remark) for remark in letter.remarks] == [
        "à revoir : la date limite (23 décembre 2019) vient après le comité (19 décembre 2019)"
    ]


def test_equal_inputs_give_equal_bytes(tmp_path: Path) -> None:
    office = desk(tmp_path)
    first = office.write("accuse-reception")
    second = office._replace(out=tmp_path / "encore").write("accuse-reception")

    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.model_dump(exclude={"path"}) == second.model_dump(exclude={"path"})


def test_hashes_follow_template_and_data(tmp_path: Path) -> None:
    office = desk(tmp_path)
    first = office.write("accuse-reception")
    other = received(office.campaign, {"structure.ville": "Liévin"})
    second = office.write("accuse-reception", other)

    assert first.template_sha256 == second.template_sha256
    assert first.data_sha256 != second.data_sha256


def test_a_letter_that_someone_edited_is_never_overwritten(tmp_path: Path) -> None:
    office = desk(tmp_path)
    first = office.write("accuse-reception")
    first.path.write_bytes(b"edited in Word")

    second = office.write("accuse-reception")

    assert first.path.read_bytes() == b"edited in Word"
    assert second.path.name == "PDN62-2019-014_accuse-reception_v2.docx"


def test_writing_twice_gives_one_file(tmp_path: Path) -> None:
    office = desk(tmp_path)
    office.write("accuse-reception")
    office.write("accuse-reception")

    assert [path.name for path in office.out.iterdir()] == ["PDN62-2019-014_accuse-reception.docx"]


def test_a_decision_about_a_lot_bears_its_name_and_dates(tmp_path: Path) -> None:
    office = desk(tmp_path, COORDINATION)

    letter = office.write("acceptation", by=decided(office.campaign, "retenu"))

    assert letter.path.name == "COORD0363-2024-003_acceptation_module-1-allier.docx"
    text = spaced(words(letter.path))
    assert "pour le lot « Module 1 – Coordination du réseau, Allier »" in text
    assert "réuni le jeudi 25 avril 2024" in text


def test_a_missing_template_is_told_by_name(tmp_path: Path) -> None:
    office = desk(tmp_path)
    (office.folder / "letters" / "accuse-reception.docx").unlink()

    with pytest.raises(FaultyTemplate, match=r"accuse-reception\.docx"):
        office.write("accuse-reception")


def test_a_date_that_the_campaign_does_not_give_is_never_invented(tmp_path: Path) -> None:
    folder = copy_of(PDN, tmp_path)
    change(folder / "campaign.toml", "return_by = 2020-01-10", "# return_by")
    office = Desk(folder, load(folder), tmp_path / "courriers")

    with pytest.raises(FaultyTemplate, match="date_retour"):
        office.write("acceptation", by=decided(office.campaign, "retenu"))


def test_the_salutation_is_that_of_the_organiser(tmp_path: Path) -> None:
    office = desk(tmp_path)

    letter = write_letter(
        "accuse-reception",
        received(office.campaign),
        office.campaign,
        office.folder / "letters",
        office.out,
        dated=dt.date(2020, 1, 1),
        salutation="Madame la Directrice",
    )

    text = words(letter.path)
    assert text.count("Madame la Directrice") == 2
    assert "Arras, le 1er janvier 2020" in text
