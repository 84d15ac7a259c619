from pipeline.kin import joined
from schemas.candidature import Answer, Extraction, Value
from tests.kin_cases import ALIX, FORM, candidate

SIGNED = "signature.signee"


def test_the_signature_of_the_scan_counts() -> None:
    answers = joined(read({SIGNED: False}), seen({SIGNED: True}), FORM)

    assert answers[SIGNED] == seen({SIGNED: True}).fields[SIGNED]


def test_a_signature_in_the_typed_file_stays() -> None:
    typed = read({SIGNED: True})

    assert joined(typed, seen({SIGNED: False}), FORM)[SIGNED] == typed.fields[SIGNED]


def test_a_signature_that_the_scan_leaves_in_doubt_stays_in_doubt() -> None:
    answers = joined(read({SIGNED: False}), seen({SIGNED: False}, SIGNED), FORM)

    assert answers[SIGNED].flagged


def test_the_words_are_those_of_the_typed_file() -> None:
    typed = read({})

    answers = joined(typed, seen({"projet.objet": str(ALIX["projet.objet"]).upper()}), FORM)

    assert answers["projet.objet"] == typed.fields["projet.objet"]


def test_letters_badly_read_are_no_difference() -> None:
    noisy = (
        str(ALIX["projet.actions"])
        .replace("jardin", "jardln")
        .replace("radio", "rad1o")
        .replace("relais", "re lais")
    )

    assert not joined(read({}), seen({"projet.actions": noisy}), FORM)["projet.actions"].flagged


def test_another_word_in_the_scan_flags_the_typed_answer() -> None:
    other = str(ALIX["projet.actions"]).replace("radio", "chorale")

    answer = joined(read({}), seen({"projet.actions": other}), FORM)["projet.actions"]

    assert answer.value == ALIX["projet.actions"]
    assert (answer.flagged, answer.reasons) == (True, ("DIFFERE_DU_SCAN",))
    assert answer.confidence < 0.8


def test_another_town_in_the_scan_flags_the_typed_one() -> None:
    answer = joined(read({}), seen({"structure.ville": "Sens"}), FORM)["structure.ville"]

    assert (answer.value, answer.flagged) == ("Lens", True)


def test_another_number_in_a_long_answer_flags_it() -> None:
    typed = read({"projet.objet": f"Nous suivons 20 jeunes. {ALIX['projet.objet']}"})
    scan = seen({"projet.objet": f"Nous suivons 30 jeunes. {ALIX['projet.objet']}"})

    assert joined(typed, scan, FORM)["projet.objet"].flagged


def test_a_doubtful_reading_of_the_scan_contradicts_nothing() -> None:
    typed = read({})

    answers = joined(typed, seen({"structure.ville": "Sens"}, "structure.ville"), FORM)

    assert answers["structure.ville"] == typed.fields["structure.ville"]


def test_a_blank_on_the_scan_contradicts_nothing() -> None:
    typed = read({})

    answers = joined(typed, seen({"modules": (), "structure.ville": None}), FORM)

    assert answers == typed.fields


def test_what_was_written_by_hand_when_signing_is_taken_and_flagged() -> None:
    answer = joined(read({"signature.lieu": None}), seen({"signature.lieu": "Lens"}), FORM)[
        "signature.lieu"
    ]

    assert (answer.value, answer.flagged, answer.reasons) == ("Lens", True, ("DIFFERE_DU_SCAN",))


def test_a_prompt_on_the_scan_is_no_answer() -> None:
    scan = seen({"structure.siret": "Cliquez ici"}, "structure.siret")
    prompt = scan.fields["structure.siret"].model_copy(update={"reasons": ("INVITE_RESTEE",)})
    scan = scan.model_copy(update={"fields": {**scan.fields, "structure.siret": prompt}})

    answer = joined(read({}), scan, FORM)["structure.siret"]

    assert (answer.value, answer.flagged) == (None, True)


def test_another_choice_on_the_scan_flags_the_typed_one() -> None:
    answer = joined(read({}), seen({"modules": ("deux",)}), FORM)["modules"]

    assert (answer.value, answer.flagged) == (("un",), True)


def test_every_field_of_the_form_has_an_answer() -> None:
    empty = Extraction(file="a.pdf", sha256="0" * 64, reader="scan", outcome="incomplete")

    answers = joined(read({}), empty, FORM)

    assert list(answers) == [question.key for question in FORM.questions]
    assert answers["structure.nom"] == Answer(value=ALIX["structure.nom"], confidence=0.95)


def read(changed: dict[str, Value]) -> Extraction:
    return candidate(1, {**ALIX, **changed}).dossier.extraction


def seen(changed: dict[str, Value], *flagged: str) -> Extraction:
    return candidate(2, {**ALIX, **changed}, reader="scan", flagged=flagged).dossier.extraction
