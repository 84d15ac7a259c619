"""Two readings of one word: agreement confirms, difference is told with both values."""

import pytest

from pipeline.extract import extract, places_to_confirm
from schemas.candidature import Answer
from schemas.document import Block, Document, Span, same_letters
from tests.documents import FILLED, document, form


def scanned(line: str, *words: tuple[str, str | None, float], key: str = "tel") -> Document:
    """Return a scanned dossier whose answer after a label is these words, read twice."""
    label = Span(text=line, confidence=0.9, box=(50, 50, 150, 62))
    answers = tuple(
        Span(
            text=f" {first}",
            second=None if second is None else f" {second}",
            confidence=sure,
            box=(150 + 60 * rank, 50, 200 + 60 * rank, 62),
        )
        for rank, (first, second, sure) in enumerate(words)
    )
    lines: list[str | Block] = [
        Block(spans=(label, *answers)) if name == key else text for name, text in FILLED.items()
    ]
    return document(*lines, reader="scan")


def telephone(*words: tuple[str, str | None, float]) -> Answer:
    dossier = scanned("Numéro de téléphone :", *words)
    return extract(dossier, form()).fields["structure.telephone"]


def email(*words: tuple[str, str | None, float]) -> Answer:
    dossier = scanned("E-mail :", *words, key="mail")
    return extract(dossier, form()).fields["structure.email"]


def test_digits_that_two_recognisers_read_alike_need_nobody() -> None:
    answer = telephone(
        ("03", "03", 0.6), ("21", "21", 0.9), ("00", "00", 0.9), ("1234", "1234", 0.9)
    )
    assert answer.value == "03 21 00 1234"
    assert not answer.flagged


def test_digits_read_once_are_for_a_person_to_look_at() -> None:
    answer = telephone(("03 21 00 12 34", None, 0.96))
    assert answer.flagged
    assert "CHIFFRES_OCR" in answer.reasons


def test_digits_read_otherwise_are_flagged_and_both_values_shown() -> None:
    answer = telephone(("03", "03", 0.9), ("21", "27", 0.9), ("00 12 34", "00 12 34", 0.9))
    assert answer.flagged
    assert "LECTURES_DIFFERENTES" in answer.reasons
    assert {answer.value, answer.other} == {"03 21 00 12 34", "03 27 00 12 34"}
    assert answer.confidence <= 0.5


def test_a_dot_or_a_blank_between_digits_is_no_difference() -> None:
    answer = telephone(("03.21", "03 21", 0.9), ("00 12 34", "00.12.34", 0.9))
    assert not answer.flagged
    assert answer.other is None


def test_the_reading_that_looks_like_its_type_is_kept() -> None:
    answer = email(("accueil@csl.example.org", "accueilacsl.example.org", 0.9))
    assert answer.value == "accueil@csl.example.org"
    assert answer.flagged
    answer = email(("accueilQcsl.example.org", "accueil@csl.example.org", 0.9))
    assert answer.value == "accueil@csl.example.org"
    assert answer.flagged


def test_a_blank_seen_around_the_at_sign_of_an_address_is_none() -> None:
    answer = email(
        ("accueil", "accueil", 0.9), ("@", "@", 0.9), ("csl.example.org", "csl.example.org", 0.9)
    )
    assert answer.value == "accueil@csl.example.org"
    assert not answer.flagged


def test_a_blank_between_two_words_of_an_address_is_not_taken_out() -> None:
    answer = email(("jean", "jean", 0.9), ("dupont@csl.example.org", "dupont@csl.example.org", 0.9))
    assert answer.value == "jean dupont@csl.example.org"
    assert answer.flagged


def test_the_name_read_beside_the_signature_settles_a_dispute_over_it() -> None:
    dossier = scanned(
        "Responsable de la structure :", ("Zoé Martimache", "Zoé Martinache", 0.9), key="resp"
    )
    answer = extract(dossier, form()).fields["responsable.nom"]
    assert answer.value == "Zoé Martinache"
    assert not answer.flagged


def test_addresses_of_one_structure_settle_a_dispute_over_their_common_end() -> None:
    answer = email(("contact@passereIle.example.org", "contact@passerelle.example.org", 0.9))
    assert answer.value == "contact@passerelle.example.org"
    assert not answer.flagged


def test_a_capital_i_in_an_address_is_a_small_l_for_a_person_to_confirm() -> None:
    answer = email(("infoI@csl.example.org", "infoI@csl.example.org", 0.9))
    assert (answer.value, answer.other) == ("infol@csl.example.org", "infoI@csl.example.org")
    assert answer.flagged


def test_a_telephone_that_nothing_echoes_stays_disputed() -> None:
    answer = telephone(("03 21 00 12 34", "03 21 00 12 84", 0.9))
    assert answer.flagged


def test_letters_among_the_digits_of_a_telephone_are_misread_digits_to_confirm() -> None:
    answer = telephone(("O3 2I 00 12 34", "O3 2I 00 12 34", 0.9))
    assert answer.value == "03 21 00 12 34"
    assert answer.flagged


def test_words_beside_a_telephone_are_left_alone() -> None:
    answer = telephone(("03 21 00 12 34 SO", "03 21 00 12 34 SO", 0.9))
    assert answer.value == "03 21 00 12 34 SO"


def test_dust_beside_a_short_answer_is_no_sign_of_it() -> None:
    dossier = scanned("Fonction :", ("‘Directrice .", "‘Directrice .", 0.9), key="resp_fonction")
    assert extract(dossier, form()).fields["responsable.fonction"].value == "Directrice"


def test_words_on_paper_are_never_as_sure_as_numbers() -> None:
    dossier = scanned("Fonction :", ("Directrice", "Directrice", 0.96), key="resp_fonction")
    words = extract(dossier, form()).fields["responsable.fonction"]
    number = telephone(("03 21 00 12 34", "03 21 00 12 34", 0.96))
    assert 0.8 < words.confidence < 0.95 < number.confidence
    assert not words.flagged


def stamped(*words: tuple[str, str | None, float]) -> Answer:
    dossier = scanned("Nom et cachet de la structure", *words, key="cachet")
    return extract(dossier, form()).fields["signature.structure"]


def test_badly_read_words_in_the_place_of_a_stamp_are_the_stamps() -> None:
    answer = stamped(("CENTRE S0CIAL", "C3NTRE SOCIAL", 0.6))
    assert answer.value is None
    assert answer.flagged
    assert answer.other


def test_words_typed_in_the_place_of_a_stamp_are_an_answer() -> None:
    answer = stamped(("Centre social La Passerelle", "Centre social La Passerelle", 0.95))
    assert answer.value == "Centre social La Passerelle"
    assert not answer.flagged


def test_words_that_one_recogniser_cannot_read_are_not_confirmed() -> None:
    answer = telephone(("03 21 00 12 34", "", 0.95))
    assert answer.flagged


def test_the_words_of_short_answers_are_asked_for_and_no_label() -> None:
    dossier = scanned("Numéro de téléphone :", ("03 21 00 12 34", None, 0.9))
    places = [place.box for place in places_to_confirm(dossier, form())]
    assert places == [(150.0, 50.0, 200.0, 62.0)]


def test_words_typed_on_the_page_are_not_asked_for() -> None:
    assert places_to_confirm(document(*FILLED.values()), form()) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("L’Odyssée", "L'Odyssée", True),
        ("Lens – Nord", "Lens-Nord", True),
        ("Élodie", "Elodie", False),
        ("mjc_62", "mjc-62", False),
        ("Si", "si", False),
    ],
)
def test_quotes_dashes_and_blanks_make_no_difference_letters_do(
    one: str, other: str, *, same: bool
) -> None:
    assert same_letters(one, other) is same
