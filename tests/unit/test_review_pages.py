"""The pages of doubtful fields."""

from collections.abc import Mapping

from lxml import html

from pipeline.review.doubt import Crop, Doubt, Words
from pipeline.review.pages import draw_pages
from schemas.candidature import Value
from tests.documents import form

QUESTIONS = {question.key: question for question in form().questions}
KEYS = list(QUESTIONS)


def doubt(line: int, key: str, value: Value = None, **more: object) -> Doubt:
    return Doubt.model_validate(
        {
            "line": line,
            "dossier": "ESSAI-001",
            "who": "MJC du Port",
            "question": QUESTIONS[key],
            "rank": KEYS.index(key),
            "value": value,
            "token": "0.abc",
            **more,
        }
    )


def pages(*doubts: Doubt, done: int = 0) -> Mapping[str, html.HtmlElement]:
    made = draw_pages(doubts, campaign="essai", title="Appel d’essai", done=done)
    return {name: html.document_fromstring(content.decode()) for name, content in made.items()}


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


PHONE, MAIL = "structure.telephone", "structure.email"


def test_each_dossier_has_a_page_and_all_have_one_field_by_field() -> None:
    made = pages(doubt(1, PHONE, "03 21"), doubt(2, PHONE, "06 39", dossier="ESSAI-002"))

    assert set(made) == {"index.html", "par-champ.html", "ESSAI-001.html", "ESSAI-002.html"}


def test_without_doubt_there_is_nothing_to_look_at() -> None:
    made = pages(done=3)

    assert list(made) == ["index.html"]
    assert "Plus rien à vérifier." in text(made["index.html"])
    assert "3 valeurs déjà vérifiées" in text(made["index.html"])


def test_the_same_field_of_several_dossiers_stands_together_in_the_form_s_order() -> None:
    made = pages(
        doubt(1, PHONE, "03 21"),
        doubt(2, MAIL, "a@b.example.org"),
        doubt(3, PHONE, "06 39", dossier="ESSAI-002"),
    )

    sections = made["par-champ.html"].findall(".//section")

    assert [text(s.find("h2")) for s in sections] == [
        "E-mail de la structure 1 valeur",
        "Téléphone de la structure 2 valeurs",
    ]
    assert [a.get("id") for a in sections[1].findall("article")] == ["l1", "l3"]


def test_a_field_is_shown_with_its_picture_its_value_its_reason_and_its_line() -> None:
    crop = Crop(file="images/ESSAI-001_x.jpg", width=400, height=60)
    one = doubt(7, PHONE, "03 21 00", crop=crop, reasons=("Des chiffres.",), page=2)

    card = pages(one)["ESSAI-001.html"].find(".//article")

    assert card.get("id") == "l7"
    assert card.find(".//img").get("src") == "images/ESSAI-001_x.jpg"
    assert "03 21 00" in text(card)
    assert "Des chiffres." in text(card)


def test_a_field_of_a_word_file_is_shown_among_its_words() -> None:
    one = doubt(1, PHONE, "idem", words=Words(before="E-mail : x", own="Tél. : idem", after="Nom"))

    quote = pages(one)["ESSAI-001.html"].find(".//blockquote")

    assert quote is not None
    assert text(quote.find("mark")) == "Tél. : idem"


def test_a_field_without_picture_keeps_its_line() -> None:
    one = doubt(1, PHONE, "03 21", trouble="L’image n’a pas pu être faite.")

    assert "L’image n’a pas pu être faite." in text(pages(one)["ESSAI-001.html"])


def test_boxes_are_shown_as_they_are_held_to_be() -> None:
    one = doubt(1, "professionnel.contrat", "cdd")

    (ticked,) = pages(one)["ESSAI-001.html"].findall(".//li[@class='ticked']")

    assert text(ticked) == "☒ CDD"


def test_what_another_reading_gives_shows_where_it_differs() -> None:
    one = doubt(1, PHONE, "03 21 00 10 20", other="03 27 00 10 20")

    marked = pages(one)["ESSAI-001.html"].findall(".//u")

    assert [u.text for u in marked] == ["7"]


def test_another_reading_that_says_the_same_is_not_shown() -> None:
    one = doubt(1, PHONE, "03 21", other="03 21")

    assert "Autre lecture" not in text(pages(one)["ESSAI-001.html"])


def test_what_a_candidate_wrote_is_no_markup() -> None:
    evil = "<script>alert(1)</script>\u202e\ud800"
    made = draw_pages(
        (doubt(1, "structure.nom", evil, who=evil, words=Words(own=evil)),),
        campaign="essai",
        title="Appel",
    )

    for page in made.values():
        assert b"<script" not in page
        assert "\u202e" not in page.decode()


def test_two_minutes_are_enough_for_twelve_short_values() -> None:
    twelve = [doubt(line, PHONE, "03 21") for line in range(1, 13)]

    assert "environ 2 minutes" in text(pages(*twelve)["ESSAI-001.html"])
