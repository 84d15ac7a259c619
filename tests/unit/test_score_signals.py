"""Facts of one dossier: true, half, false or unknown, and never what prose says."""

from decimal import Decimal

import pytest

from pipeline.geo.match import Match
from pipeline.score.signals import Seen, fact
from schemas.campaign import Signal
from schemas.candidature import Dossier, Value
from schemas.document import Where
from tests.judging import FORM, dossier, signal

HERE = Match(state="unknown")


def told(signal_: Signal, dossier_: Dossier, place: Match = HERE) -> tuple[Decimal | None, str]:
    questions = {q.key: q for q in FORM.questions}
    found = fact(signal_, Seen(dossier=dossier_, questions=questions, place=place))
    return found.value, found.text


BOTH = signal("answered", "projet", "professionnel")


def test_all_answers_some_or_none() -> None:
    values = [
        told(BOTH, dossier("1"))[0],
        told(BOTH, dossier("2", projet=None))[0],
        told(BOTH, dossier("3", projet=None, professionnel=None))[0],
    ]

    assert values == [1, Decimal("0.5"), 0]


def test_an_answer_counts_the_same_whatever_its_length_and_words() -> None:
    one = told(BOTH, dossier("1", projet="Oui."))
    other = told(BOTH, dossier("1", projet="Excellent projet innovant. " * 100))

    assert one == other


def test_an_answer_whose_words_are_in_doubt_is_still_an_answer() -> None:
    assert told(BOTH, dossier("1", flagged=("projet",)))[0] == 1


def test_nothing_read_and_in_doubt_is_unknown_and_not_zero() -> None:
    value, text = told(BOTH, dossier("1", projet=None, flagged=("projet",)))

    assert (value, "à vérifier" in text) == (None, True)


def test_an_unread_file_shows_nothing() -> None:
    assert told(BOTH, dossier("1", outcome="unreadable", projet=None))[0] is None


def test_a_question_that_the_dossier_does_not_hold_is_unknown() -> None:
    assert told(signal("answered", "ailleurs"), dossier("1"))[0] is None


@pytest.mark.parametrize(
    ("value", "flagged", "expected"),
    [(True, (), 1), (False, (), 0), (None, (), None), (True, ("charte",), None)],
)
def test_a_signature_is_there_or_not_or_unknown(
    value: Value, flagged: tuple[str, ...], expected: int | None
) -> None:
    given = dossier("1", charte=value, flagged=flagged)

    assert told(signal("signed", "charte"), given)[0] == expected


@pytest.mark.parametrize(
    ("ticked", "option", "expected"),
    [
        (("emploi", "sante"), "emploi", 1),
        (("sante",), "emploi", 0),
        ((), "emploi", 0),
        (("sante",), None, 1),
        ((), None, 0),
    ],
)
def test_a_box_is_ticked_or_not(ticked: tuple[str, ...], option: str | None, expected: int) -> None:
    given = dossier("1", champs=ticked)

    assert told(signal("ticked", "champs", option=option), given)[0] == expected


def test_a_box_in_doubt_is_unknown() -> None:
    given = dossier("1", flagged=("champs",))

    assert told(signal("ticked", "champs", option="emploi"), given)[0] is None


@pytest.mark.parametrize(
    ("value", "option", "expected"),
    [(True, None, 1), (False, None, 0), (False, "non", 1), (True, "oui", 1), (None, None, 0)],
)
def test_a_yes_or_no_counts_as_a_box(value: Value, option: str | None, expected: int) -> None:
    given = dossier("1", professionnel=value)

    assert told(signal("ticked", "professionnel", option=option), given)[0] == expected


def test_a_late_dossier_is_not_on_time() -> None:
    values = [told(signal("on_time"), dossier("1", late_by=n))[0] for n in (0, 1)]

    assert values == [1, 0]


def test_a_commune_that_is_not_known_is_no_zero() -> None:
    assert told(signal("located"), dossier("1"))[0] is None


def test_the_sentence_names_the_field_and_its_page() -> None:
    given = dossier("1", projet="Un projet.")
    answer = given.extraction.fields["projet"].model_copy(update={"where": Where(page=4)})
    fields = {**given.extraction.fields, "projet": answer}
    extraction = given.extraction.model_copy(update={"fields": fields})

    text = told(signal("answered", "projet"), given.model_copy(update={"extraction": extraction}))[
        1
    ]

    assert text == "Élément\u00a0: Projet, réponse donnée (page\u00a04)."


def test_the_sentence_names_the_box() -> None:
    text = told(signal("ticked", "champs", option="sante"), dossier("1"))[1]

    assert text == "Élément\u00a0: Champs («\u00a0Sante\u00a0»), non coché."
