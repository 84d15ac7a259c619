"""Boxes read from pixels: a doubt is told, a plain mark is not, a lost one is never a silent no."""

from pipeline.extract import extract
from schemas.candidature import Answer
from schemas.document import Block, Span
from tests.documents import block, document, filled, form, spans


def scanned(key: str, **changes: str | Block | list[str | Block] | None) -> Answer:
    typed = filled(**changes)
    return extract(typed.model_copy(update={"reader": "scan"}), form()).fields[key]


def judged(text: str, *trusts: float) -> Block:
    """Return a line whose boxes were judged with these trusts, in order."""
    found = list(spans(text))
    boxes = [rank for rank, span in enumerate(found) if span.kind == "box"]
    for rank, trust in zip(boxes, trusts, strict=True):
        found[rank] = found[rank].model_copy(update={"confidence": trust})
    return block(tuple(found))


def test_plain_marks_are_not_flagged() -> None:
    contrat = scanned(
        "professionnel.contrat",
        contrat=judged("Contrat : ☒ CDI ☐ CDD ☐ Autres :", 0.99, 0.98, 0.99),
    )

    assert (contrat.value, contrat.flagged) == ("cdi", False)


def test_one_doubtful_box_flags_its_question() -> None:
    contrat = scanned(
        "professionnel.contrat", contrat=judged("Contrat : ☒ CDI ☐ CDD ☐ Autres :", 0.99, 0.9, 0.99)
    )

    assert (contrat.value, contrat.reasons) == ("cdi", ("CASE_DOUTEUSE",))


def test_beside_a_plain_tick_a_scribbled_one_is_taken_back_and_shown_to_a_person() -> None:
    contrat = scanned(
        "professionnel.contrat", contrat=judged("Contrat : ☒ CDI ☒ CDD ☐ Autres :", 0.5, 0.99, 0.99)
    )

    assert (contrat.value, contrat.flagged) == ("cdd", True)
    assert "CASE_DOUTEUSE" in contrat.reasons


def test_two_plain_ticks_stay_two() -> None:
    contrat = scanned(
        "professionnel.contrat",
        contrat=judged("Contrat : ☒ CDI ☒ CDD ☐ Autres :", 0.99, 0.99, 0.99),
    )

    assert (contrat.value, contrat.reasons) == (None, ("DEUX_CASES",))


def test_an_option_without_a_box_among_others_that_have_one_is_flagged() -> None:
    champs = scanned("structure.champs", emploi="l Emploi")

    assert champs.value == ("sante", "loisirs_sports_culture")
    assert champs.reasons == ("SANS_CASE",)


def test_a_single_choice_left_blank_on_paper_is_looked_at_on_screen_it_is_blank() -> None:
    blank = "Contrat : ☐ CDI ☐ CDD ☐ Autres (précisez) :"

    on_paper = scanned("professionnel.contrat", contrat=blank)
    on_screen = extract(filled(contrat=blank), form()).fields["professionnel.contrat"]

    assert (on_paper.value, on_paper.reasons) == (None, ("CASE_DOUTEUSE",))
    assert (on_screen.value, on_screen.flagged) == (None, False)


def test_a_letter_typed_for_a_box_needs_no_boxes_beside_it() -> None:
    contrat = scanned("professionnel.contrat", contrat="Contrat : X CDI  CDD  Autres (précisez) :")

    assert (contrat.value, contrat.flagged) == ("cdi", False)


def test_the_tip_of_a_tick_read_as_a_quote_hides_no_box() -> None:
    champs = scanned("structure.champs", emploi="☒ «Emploi", vie="☐ ‘Vie pratique / logement")

    assert champs.value == ("sante", "emploi", "loisirs_sports_culture")
    assert not champs.flagged


def test_a_box_left_on_the_line_above_is_that_of_the_wrapped_option() -> None:
    reseaux = "Avez-vous un ou des compte(s) de structure sur les réseaux sociaux ?"

    assert (
        scanned("structure.reseaux_sociaux", reseaux=[f"{reseaux} ☐ Oui ☒", "Non"]).value is False
    )
    assert (
        scanned("structure.reseaux_sociaux", reseaux=[f"{reseaux} (x) Oui ( )", "Non"]).value
        is True
    )


def test_a_look_is_doubted_where_a_box_is_lost() -> None:
    struck = block(
        (
            Span(kind="box", text="☐", ticked=False),
            Span(text=" Oui", strike=True),
            Span(text="  Non"),
        )
    )

    pro = scanned("professionnel.reseaux_sociaux", pro_oui=struck)

    assert pro.flagged


def test_the_options_not_struck_out_are_chosen() -> None:
    box = Span(kind="box", text="☐", ticked=False)
    line = block((box, Span(text=" Oui ", strike=True), box, Span(text=" Non")))

    pro = scanned("professionnel.reseaux_sociaux", pro_oui=line)

    assert (pro.value, pro.flagged) == (False, False)


def test_a_document_of_another_form_has_no_boxes() -> None:
    answers = extract(document("Bonjour", reader="scan"), form())

    assert answers.fields["professionnel.contrat"].value is None
