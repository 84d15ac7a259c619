"""What a person types as the right value of a field."""

import datetime as dt

import pytest

from pipeline.review.typed import Unfit, entered
from schemas.candidature import Value
from schemas.form import Question
from tests.documents import form

QUESTIONS = {question.key: question for question in form().questions}


def question(kind: str) -> Question:
    return Question.model_validate({"key": "q", "type": kind, "label": ("Q",), "title": "Q"})


@pytest.mark.parametrize(
    ("kind", "given", "value"),
    [
        ("text", " 58 rue du Temple ", "58 rue du Temple"),
        ("text", "'-- à préciser", "-- à préciser"),
        ("long_text", "Un atelier,\r\nune sortie", "Un atelier,\nune sortie"),
        ("postal_code", "62 310", "62310"),
        ("postal_code", 62310, "62310"),
        ("postal_code", 1000.0, "01000"),
        ("telephone", "03 21 00 10 20", "03 21 00 10 20"),
        ("telephone", "+33 3 21 00 10 20", "+33 3 21 00 10 20"),
        ("telephone", 321001020, "0321001020"),
        ("email", "accueil@mjc.example.org", "accueil@mjc.example.org"),
        ("siret", "732 829 320 00074", "73282932000074"),
        ("date", "3/12/2019", "2019-12-03"),
        ("date", dt.datetime(2019, 12, 3, tzinfo=dt.UTC), "2019-12-03"),
        ("amount", "24 500,50 €", 24500.5),
        ("amount", "24.500", 24500),
        ("amount", 24500.0, 24500),
        ("signature", "présente", True),
        ("signature", "Absente", False),
    ],
)
def test_a_value_is_kept_as_its_field_holds_it(kind: str, given: object, value: Value) -> None:
    assert entered(question(kind), given) == value


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ("postal_code", "6231O", "5 chiffres"),
        ("telephone", "03 21 00", "10 chiffres"),
        ("email", "accueil mjc.example.org", "adresse électronique"),
        ("email", "accueil @mjc.example.org", "adresse électronique"),
        ("email", "accueil@mjc", "adresse électronique"),
        ("siret", "73282932000075", "clé"),
        ("siret", "7328", "14 chiffres"),
        ("date", "31/02/2019", "n’existe pas"),
        ("date", "décembre", "JJ/MM/AAAA"),
        ("amount", "environ 24 000", "montant"),
        ("signature", "peut-être", "« présente » ou « absente »"),
    ],
)
def test_what_its_field_cannot_hold_is_refused_in_french(
    kind: str, given: object, told: str
) -> None:
    with pytest.raises(Unfit, match=told):
        entered(question(kind), given)


@pytest.mark.parametrize("given", ["cdd", "CDD", " cdd.", "2", 2])
def test_a_choice_is_known_by_its_words_its_code_or_its_number(given: object) -> None:
    assert entered(QUESTIONS["professionnel.contrat"], given) == "cdd"


def test_a_choice_that_the_form_does_not_offer_is_refused_with_those_it_offers() -> None:
    with pytest.raises(Unfit, match=r"1\. CDI"):
        entered(QUESTIONS["professionnel.contrat"], "stage")


def test_several_choices_are_parted_by_semicolons_and_put_in_the_form_s_order() -> None:
    chosen = entered(QUESTIONS["structure.champs"], "Emploi ; Santé")

    assert chosen == ("sante", "emploi")


def test_the_first_answer_of_a_question_by_yes_or_no_is_yes() -> None:
    asked = QUESTIONS["structure.reseaux_sociaux"]

    assert (entered(asked, "oui"), entered(asked, "Non")) == (True, False)
