"""What a person reads in a dossier is what the fields hold."""

import pytest

from pipeline.extract import extract
from pipeline.validate import validate
from schemas.candidature import Answer, Answers
from schemas.document import Block, Cell, Span
from tests.documents import FILLED, block, document, filled, form, picture, row, spans


def read(**changes: str | Block | list[str | Block] | None) -> Answers:
    return extract(filled(**changes), form())


def answer(key: str, **changes: str | Block | list[str | Block] | None) -> Answer:
    return read(**changes).fields[key]


def test_a_complete_dossier_gives_every_field_without_a_doubt() -> None:
    answers = read()

    assert [key for key, a in answers.fields.items() if a.flagged] == []
    assert answers.fields["structure.nom"].value == "Centre social La Passerelle"
    assert answers.fields["professionnel.email"].value == "leo.trupin@passerelle.example.org"
    assert answers.fields["signature.date"].value == "2019-12-12"
    assert validate(answers, form()) == ("ok", ())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ville : Cliquez ou appuyez ici pour entrer du texte.", None),
        ("Ville : Cliquez ou appuyez ici pour entrer du texte. Lens", "Lens"),
        ("Ville : Cliquez ou appuyez ici pour entrer du texte Lens", "Lens"),
        ("Ville\u00a0: Lens", "Lens"),
        ("VILLE:Lens", "Lens"),
        ("Ville  Lens :", "Lens"),
        ("Ville :\tLens", "Lens"),
        ("Ville : …………………", None),
        ("Ville : ______________", None),
        ("Ville : Lens ……………", "Lens"),
        ("Ville : Néant", "Néant"),
        ("Vile : Lens", "Lens"),
    ],
)
def test_a_short_answer_is_what_is_written_beside_its_label(
    line: str, expected: str | None
) -> None:
    assert answer("structure.ville", ville=line).value == expected


def test_an_answer_may_stand_below_its_label() -> None:
    assert answer("structure.ville", ville=["Ville :", "Lens"]).value == "Lens"


def test_several_labels_may_share_a_line() -> None:
    answers = read(cp="Code Postal : 62300    Ville : Lens", ville=None)

    assert answers.fields["structure.code_postal"].value == "62300"
    assert answers.fields["structure.ville"].value == "Lens"


def test_a_table_puts_the_answer_in_the_next_cell() -> None:
    answers = read(
        nom=row(0, 0, "Nom de la structure", "Club Ados"), adresse=row(0, 1, "Adresse", "")
    )

    assert answers.fields["structure.nom"].value == "Club Ados"
    assert answers.fields["structure.adresse"].value is None


def test_an_answer_may_quote_the_labels_of_other_questions() -> None:
    trap: list[str | Block] = [
        "Voici une affiche :",
        "Fonction : animatrice du local",
        "Ville : Avion et Lens",
        "E-mail : affiche@example.org (boîte partagée)",
        "Numéro de téléphone : 06 39 98 77 66",
        "Contrat : on nous demande souvent s’il est en CDI comme en CDD.",
        "Excellent. Le mot gêne.",
        "Oui ☐ Non ☐ : j’ai choisi oui.",
    ]
    answers = read(actions_r=trap)

    assert answers.fields["structure.ville"].value == "Lens"
    assert answers.fields["professionnel.fonction"].value == "Animateur"
    assert answers.fields["professionnel.email"].value == "leo.trupin@passerelle.example.org"
    assert answers.fields["professionnel.niveau_numerique"].value == "bon"
    assert str(answers.fields["structure.actions"].value).count("\n") == len(trap) - 1


def test_a_moved_question_keeps_its_answer() -> None:
    answers = read(
        objet=None,
        objet_r=None,
        territoire_r=["La ville de Lens.", "Quel est l’objet de votre structure ?", "Accueillir."],
    )

    assert answers.fields["structure.territoire"].value == "La ville de Lens."
    assert answers.fields["structure.objet"].value == "Accueillir."


def test_the_answer_of_a_deleted_label_is_kept_and_to_be_verified() -> None:
    answers = read(ville="Lens")

    assert answers.fields["structure.code_postal"].value == "62300"
    assert answers.fields["structure.ville"].value == "Lens"
    assert answers.fields["structure.ville"].flagged


def test_a_label_lost_with_its_answer_is_never_a_sure_blank() -> None:
    lost = answer("professionnel.action_educative", educative=None, educative_r=None)

    assert (lost.value, lost.flagged, lost.reasons) == (None, True, ("LIBELLE_ABSENT",))


def test_a_long_answer_keeps_its_paragraphs_and_its_table() -> None:
    table = [*row(3, 0, "Action", "Public"), *row(3, 1, "Stages", "tous")]
    text = answer("structure.actions", actions_r=["Nos actions :", *table, "Voilà."]).value

    assert text == "Nos actions :\nAction | Public\nStages | tous\nVoilà."


def test_lines_that_a_pdf_wrapped_are_one_paragraph() -> None:
    lines: list[str | Block] = ["Accueillir les familles", block("du quartier.", wrapped=True)]

    assert answer("structure.objet", objet_r=lines).value == "Accueillir les familles du quartier."


def test_running_lines_are_no_part_of_an_answer() -> None:
    lines: list[str | Block] = [
        "Début.",
        "Promeneurs du Net 62 – Appel à candidatures 2019   Page 2 sur 5",
        "Fin.",
    ]

    assert answer("structure.objet", objet_r=lines).value == "Début.\nFin."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Contrat : ☐ CDI ☒ CDD ☐ Autres (précisez) :", "cdd"),
        ("Contrat : X CDI ☐ CDD ☐ Autres (précisez) :", "cdi"),
        ("Contrat : [ ] CDI [x] CDD [ ] Autres (précisez) :", "cdd"),
        ("Contrat : ( ) CDI ( ) CDD (x) Autres (précisez) : stage", "autre"),
        ("Contrat : CDI ☐ CDD ☒ Autres (précisez) ☐", "cdd"),
        ("Contrat : ☐ CDI ☐ CDD ☐ Autres (précisez) :", None),
    ],
)
def test_a_box_or_a_typed_mark_chooses_its_option(line: str, expected: str | None) -> None:
    chosen = answer("professionnel.contrat", contrat=line)

    assert (chosen.value, chosen.flagged) == (expected, False)


@pytest.mark.parametrize("look", ["bold", "underline", "highlight", "circled"])
def test_a_look_that_sets_one_option_apart_chooses_it(look: str) -> None:
    line = block(
        (
            *spans("Contrat : ☐ CDI ☐ "),
            *spans("CDD", **{look: True}),
            *spans(" ☐ Autres (précisez) :"),
        )
    )

    assert answer("professionnel.contrat", contrat=line).value == "cdd"


def test_striking_the_other_options_chooses_what_is_left() -> None:
    line = block((*spans("☐ "), *spans("Oui", strike=True), *spans(" ☐ Non")))

    assert answer("professionnel.reseaux_sociaux", pro_oui=line).value is False


def test_two_ticks_in_a_single_choice_are_no_answer_and_shown() -> None:
    chosen = answer("professionnel.contrat", contrat="Contrat : ☒ CDI ☒ CDD ☐ Autres (précisez) :")

    assert (chosen.value, chosen.flagged, chosen.reasons) == (None, True, ("DEUX_CASES",))
    assert chosen.raw is not None
    assert "☒ CDI ☒ CDD" in chosen.raw


def test_the_words_after_a_box_go_to_its_detail() -> None:
    answers = read(autre="☒ Autre. Précisez : Handicap")

    assert answers.fields["structure.champs"].value == ("sante", "loisirs_sports_culture", "autre")
    assert answers.fields["structure.champs_autre"].value == "Handicap"


def test_a_typed_name_is_no_signature() -> None:
    assert (
        answer("signature.representant_signee", rep_sign="Signature : Zoé Martinache").value
        is False
    )


def test_a_stamp_is_no_signature_and_is_reported() -> None:
    signed = answer("signature.representant_signee", rep_sign="Signature : {stamp}")

    assert (signed.value, signed.reasons) == (False, ("CACHET_SEUL",))


def test_a_signature_belongs_to_the_person_of_its_cell() -> None:
    rep, prom = (Cell(table=9, row=1, column=0),), (Cell(table=9, row=1, column=1),)
    answers = read(
        rep=[
            block("Nom et qualité du représentant : Zoé Martinache", cells=rep),
            block("Lu et approuvé", cells=rep),
        ],
        rep_sign=block("Signature :", cells=rep),
        prom=block("Nom du Promeneur du Net : Léo Trupin", cells=prom),
        prom_sign=[block("Signature :", cells=prom), block((picture("strokes"),), cells=prom)],
    )

    assert answers.fields["signature.representant"].value == "Zoé Martinache"
    assert answers.fields["signature.representant_signee"].value is False
    assert answers.fields["signature.promeneur_signee"].value is True


@pytest.mark.parametrize(
    ("line", "lieu", "date"),
    [
        ("Fait à Lens, le 12/12/2019", "Lens", "2019-12-12"),
        ("Fait à Lens Le jeudi 12 décembre 2019", "Lens", "2019-12-12"),
        ("Fait à Lens  Le 12-12-19", "Lens", "2019-12-12"),
        ("Fait à Lens le 1er décembre 2019", "Lens", "2019-12-01"),
        ("Fait à …………  Le …………", None, None),
        ("Fait à Le Touquet  Le 12.12.2019", "Le Touquet", "2019-12-12"),
    ],
)
def test_the_place_and_the_date_of_signature(line: str, lieu: str | None, date: str | None) -> None:
    fields = read(fait=line).fields

    assert (fields["signature.lieu"].value, fields["signature.date"].value) == (lieu, date)


def test_presentation_pages_before_the_form_are_not_answers() -> None:
    presentation = [
        "Appel à candidatures",
        "Retournez le document « Dossier de candidature » dûment complété",
        "Angle d'intervention auprès des jeunes",
        "A l’Atelier Canopé d’Arras",
    ]
    whole = filled(titre=[*presentation, "Dossier de candidature :"])

    assert extract(whole, form()).fields["structure.nom"].value == "Centre social La Passerelle"


def test_another_document_is_not_a_dossier() -> None:
    letter = document("Nom : Trupin", "Adresse : 1 rue X", "Ville : Lens", "E-mail : a@example.org")

    assert validate(extract(letter, form()), form())[0] == "not_a_dossier"


def test_a_missing_required_answer_makes_the_dossier_incomplete_and_says_which() -> None:
    outcome, findings = validate(read(resp_mail="E-mail :"), form())

    assert outcome == "incomplete"
    assert [(f.code, f.key) for f in findings] == [("REPONSE_MANQUANTE", "responsable.email")]
    assert findings[0].message == "E-mail du responsable\u00a0: sans réponse."


def test_words_read_by_ocr_with_doubt_are_flagged() -> None:
    line = block((*spans("Ville : "), Span(text="Lcns", confidence=0.4)))

    assert answer("structure.ville", ville=line).flagged


def test_labels_in_a_header_row_take_the_answers_below_them() -> None:
    table = [
        *row(0, 0, "Code Postal", "Ville", "E-mail"),
        *row(0, 1, "62300", "Lens", "a@example.org"),
    ]
    answers = read(cp=table, ville=None, mail=None)

    assert answers.fields["structure.code_postal"].value == "62300"
    assert answers.fields["structure.ville"].value == "Lens"
    assert answers.fields["structure.email"].value == "a@example.org"


def test_two_signatories_side_by_side_keep_their_own_names() -> None:
    answers = read(
        rep="Nom et qualité du représentant :\tNom du Promeneur du Net :",
        rep_sign="Zoé Martinache, directrice\tLéo Trupin",
        prom=None,
        prom_sign=None,
    )

    assert answers.fields["signature.representant"].value == "Zoé Martinache, directrice"
    assert answers.fields["signature.promeneur"].value == "Léo Trupin"


def test_a_picture_outside_the_places_of_signature_makes_their_absence_doubtful() -> None:
    rep, prom = (Cell(table=9, row=1, column=0),), (Cell(table=9, row=1, column=1),)
    answers = read(
        rep=block("Nom et qualité du représentant : Zoé Martinache", cells=rep),
        rep_sign=block("Signature :", cells=rep),
        prom=block("Nom du Promeneur du Net : Léo Trupin", cells=prom),
        prom_sign=[block("Signature :", cells=prom), block((picture("strokes"),))],
    )

    signed = answers.fields["signature.promeneur_signee"]
    assert (signed.value, signed.reasons) == (False, ("SIGNATURE_AILLEURS",))


@pytest.mark.parametrize(
    ("line", "expected", "flagged"),
    [
        ("Oui X   Non", True, False),
        ("Oui   X Non", False, False),
        ("X Oui   Non", True, False),
        ("Oui (x) Non ( )", True, False),
        ("Oui ☐ Non ☒", False, False),
        ("Oui", True, True),
        ("Oui / Non", None, True),
    ],
)
def test_a_mark_belongs_to_the_nearer_option(
    line: str,
    expected: bool | None,  # noqa: FBT001 -- a table of cases
    flagged: bool,  # noqa: FBT001 -- a table of cases
) -> None:
    chosen = answer("professionnel.reseaux_sociaux", pro_oui=line)

    assert (chosen.value, chosen.flagged) == (expected, flagged)


def test_a_mark_at_the_end_of_a_line_is_not_that_of_the_next_line() -> None:
    champs = read(
        sante="Santé",
        etudes="Études / formations",
        vie="Vie pratique / logement X",
        emploi="Emploi",
        mobilite="Mobilité (Europe, international)",
        initiatives="Initiatives / engagement / vie associative",
        loisirs="Loisirs / sports / culture",
        usages="Usages numériques X",
        famille="Famille / relations familiales",
        autre="Autre. Précisez :",
    ).fields["structure.champs"]

    assert champs.value == ("vie_pratique_logement", "usages_numeriques")


def test_the_detail_of_a_box_that_is_not_ticked_is_to_be_verified() -> None:
    chosen = answer("structure.champs", autre="☐ Autre. Précisez : Handicap")

    assert chosen.reasons == ("DETAIL_SANS_CASE",)


@pytest.mark.parametrize("line", ["Ville - Lens", "Ville = Lens", "Ville – Lens", "VILLE : Lens"])
def test_a_dash_or_an_equal_sign_may_follow_a_label(line: str) -> None:
    assert answer("structure.ville", ville=line).value == "Lens"


def test_words_mixed_with_a_prompt_are_to_be_verified() -> None:
    mixed = answer(
        "structure.ville", ville="Ville : Cliquez Lens ou appuyez ici pour entrer du texte."
    )

    assert mixed.reasons == ("INVITE_RESTEE",)


def test_an_address_cut_by_a_narrow_cell_is_whole_again() -> None:
    mail: list[str | Block] = [
        "E-mail : zoe.martinache@",
        block("passerelle.example.org", wrapped=True),
    ]

    assert answer("structure.email", mail=mail).value == "zoe.martinache@passerelle.example.org"


def test_a_section_that_moved_takes_its_labels_from_quotations() -> None:
    moved = [
        "section2",
        "pro",
        "pro_fonction",
        "contrat",
        "pro_mail",
        "pro_tel",
        "pro_reseaux",
        "pro_oui",
    ]
    lines: dict[str, str | Block | list[str | Block] | None] = dict.fromkeys(moved)
    lines["section"] = [FILLED[name] for name in moved] + [FILLED["section"]]
    lines["actions_r"] = [
        "Une affiche :",
        "Fonction : animatrice du local",
        "E-mail : affiche@example.org",
    ]
    answers = read(**lines)

    assert answers.fields["professionnel.fonction"].value == "Animateur"
    assert answers.fields["professionnel.email"].value == "leo.trupin@passerelle.example.org"


def test_a_plainly_empty_signature_place_on_a_scan_is_no_doubt() -> None:
    scanned = filled(rep_sign="Signature :").model_copy(update={"reader": "scan"})
    signed = extract(scanned, form()).fields["signature.representant_signee"]

    assert (signed.value, signed.flagged) == (False, False)
