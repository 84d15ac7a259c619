"""Scanned pages out of order, missing, given twice, among other papers, or cut within a row."""

from collections.abc import Mapping, Sequence

from pipeline.extract import extract
from pipeline.validate import validate
from schemas.candidature import Answers, Finding
from schemas.document import Block, Document, Page, Where
from tests.documents import FILLED, block, form

NAMES = list(FILLED)
FIRST = NAMES[: NAMES.index("actions")]
SECOND = NAMES[NAMES.index("actions") : NAMES.index("niveau")]
THIRD = NAMES[NAMES.index("niveau") :]
CV = (
    "Curriculum vitæ",
    "Nom : TRUPIN Léo",
    "Adresse : 4, impasse du Puits",
    "Ville : Arras",
    "E-mail : leo.perso@example.org",
    "Téléphone : 06 39 98 77 66",
    "Expériences professionnelles",
    "2015 à 2019 : animateur au centre de loisirs",
)
STATUTES = (
    "Article 1 – Il est fondé entre les adhérents une association régie par la loi de 1901.",
    "Article 2 – L’association a pour objet d’accueillir les familles.",
    "Signature du président : {sign}",
)


def page(names: Sequence[str], **changes: str) -> list[Block]:
    return [block(changes.get(name, FILLED[name])) for name in names]


def other(*lines: str) -> list[Block]:
    return [block(line) for line in lines]


def scan(*pages: list[Block], typed: Sequence[int] = ()) -> Document:
    """Return a scan of these pages; those numbered in `typed` have a text layer."""
    blocks = [
        one.model_copy(
            update={"where": Where(page=number, box=(60, 20 * rank, 500, 20 * rank + 12))}
        )
        for number, lines in enumerate(pages, 1)
        for rank, one in enumerate(lines)
    ]
    records = [
        Page(number=n, width=595, height=842, layer="text" if n in typed else "none")
        for n in range(1, len(pages) + 1)
    ]
    return Document(reader="mixed" if typed else "scan", blocks=tuple(blocks), pages=tuple(records))


def values(answers: Answers) -> Mapping[str, object]:
    return {key: answer.value for key, answer in answers.fields.items()}


def told(answers: Answers, code: str) -> list[Finding]:
    return [one for one in validate(answers, form())[1] if one.code == code]


ORDERLY = extract(scan(page(FIRST), page(SECOND), page(THIRD)), form())


def test_pages_in_disorder_give_the_answers_of_pages_in_order() -> None:
    answers = extract(scan(page(THIRD), page(FIRST), page(SECOND)), form())

    assert values(answers) == values(ORDERLY)
    assert answers.fields["structure.nom"].where is not None
    assert answers.fields["structure.nom"].where.page == 2
    (finding,) = told(answers, "PAGES_EN_DESORDRE")
    assert (finding.severity, "2, 3, 1" in finding.message) == ("info", True)


def test_of_pages_in_order_nothing_is_told() -> None:
    assert ORDERLY.pages.order == ()
    assert [f.code for f in validate(ORDERLY, form())[1] if f.code.startswith("PAGE")] == []


def test_a_missing_page_is_told_with_its_questions_and_makes_the_dossier_incomplete() -> None:
    answers = extract(scan(page(FIRST), page(THIRD)), form())
    outcome, _ = validate(answers, form())
    (finding,) = told(answers, "PAGE_MANQUANTE")

    assert outcome == "incomplete"
    assert finding.severity == "error"
    assert "entre les pages 1 et 2" in finding.message
    assert "Actions en direction de la jeunesse" in finding.message
    assert "Action éducative" in finding.message
    lost = answers.fields["professionnel.nom"]
    assert (lost.value, lost.flagged, lost.reasons) == (None, True, ("LIBELLE_ABSENT",))


def test_a_missing_first_or_last_page_is_told_too() -> None:
    no_first = extract(scan(page(SECOND), page(THIRD)), form())
    no_last = extract(scan(page(FIRST), page(SECOND)), form())

    assert "avant la page 1" in told(no_first, "PAGE_MANQUANTE")[0].message
    assert "après la page 2" in told(no_last, "PAGE_MANQUANTE")[0].message
    assert no_first.fields["structure.nom"].value is None
    assert no_last.fields["signature.date"].value is None


def test_a_word_of_a_sentence_is_not_a_question_of_the_missing_page() -> None:
    last = page(SECOND, educative_r="Nous irons, le 12 mars 2020, dans les collèges.")

    answers = extract(scan(page(FIRST), last), form())

    assert answers.fields["signature.date"].value is None
    assert "signature.date" in answers.pages.gaps[0].keys


def test_a_question_or_two_that_were_not_read_are_no_missing_page() -> None:
    first = [name for name in FIRST if name not in ("territoire", "territoire_r")]

    assert extract(scan(page(first), page(SECOND), page(THIRD)), form()).pages.gaps == ()


def test_annexes_before_between_and_after_are_nobody_s_answers() -> None:
    answers = extract(
        scan(
            other(*CV),
            page(FIRST),
            other("RIB", "IBAN FR76 0000 0000 0000", "Titulaire : La Passerelle"),
            page(SECOND[:-1]),
            page(THIRD),
            other(*STATUTES),
            *[other("Compte de résultat", "Produits 12 000", "Charges 11 500")] * 15,
        ),
        form(),
    )

    spoilt = {k for k, v in values(answers).items() if v != values(ORDERLY)[k]}
    assert spoilt <= {"professionnel.action_educative"}  # its answer is not in these pages
    assert answers.pages.others == (1, 3, *range(6, 22))
    assert "pages 1, 3, 6 à 21" in told(answers, "PAGES_AUTRES")[0].message.replace(" et ", ", ")


def test_a_page_without_a_question_after_a_long_answer_is_kept_and_doubted() -> None:
    more = other("et nous avons aussi, depuis deux ans, un accueil du samedi.")

    answers = extract(scan(page(FIRST), page(SECOND), more, page(THIRD)), form())

    answer = answers.fields["professionnel.action_educative"]
    assert "accueil du samedi" in str(answer.value)
    assert (answer.flagged, "PAGE_SANS_QUESTION" in answer.reasons) == (True, True)


def test_a_page_given_twice_is_used_once_and_told() -> None:
    answers = extract(scan(page(FIRST), page(SECOND), page(SECOND), page(THIRD)), form())

    assert values(answers) == values(ORDERLY)
    assert answers.pages.twice == ((2, 3),)
    assert "Les pages 2 et 3" in told(answers, "PAGE_EN_DOUBLE")[0].message
    assert not answers.fields["professionnel.nom"].flagged


def test_the_signed_scan_of_a_typed_page_signs_it() -> None:
    unsigned = page(THIRD, rep_sign="Signature :", prom_sign="Signature :")
    misread = page(THIRD, pro_plus_r="Rompre lisolernent.")

    answers = extract(scan(page(FIRST), page(SECOND), unsigned, misread, typed=(1, 2, 3)), form())

    assert answers.fields["signature.promeneur_signee"].value is True
    plus = answers.fields["professionnel.plus_value"]
    assert plus.value == "Rompre l’isolement."
    assert (plus.flagged, "DEUX_PAGES" in plus.reasons) == (True, True)


def test_two_sheets_on_one_page_are_ordered_by_what_they_print() -> None:
    document = scan(page(SECOND), page(FIRST), page(THIRD))
    blocks = []
    for one in document.blocks:
        number = one.where.page or 0
        where = one.where.model_copy(update={"page": 1 if number < 3 else 2, "leaf": number % 2})
        blocks.append(one.model_copy(update={"where": where}))

    answers = extract(document.model_copy(update={"blocks": tuple(blocks)}), form())

    assert values(answers) == values(ORDERLY)


def test_a_typed_file_keeps_its_order() -> None:
    document = scan(page(THIRD), page(FIRST), page(SECOND))

    answers = extract(document.model_copy(update={"reader": "word"}), form())

    assert answers.pages.order == ()
