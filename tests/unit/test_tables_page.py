"""`classement.html`: autonomous, escaped, readable by all."""

import re
from collections.abc import Callable
from pathlib import Path

from lxml import html

from pipeline.tables import write_tables
from schemas.candidature import Finding
from schemas.ranking import Identity
from tests.ranking_cases import CRITERIA, campaign, dossier, number, ranking, sample


def page_of(folder: Path, count: int = 12) -> str:
    made, dossiers, call = sample(count, 4)
    return write_tables(made, dossiers, call, folder, pdf=False)[1].read_text("utf-8")


def test_the_page_refers_to_nothing_outside_itself(tmp_path: Path) -> None:
    page = page_of(tmp_path)

    assert re.findall(r"(?:src|href)=\"(?!#)|url\(|@import|https?:|<script|<link", page) == []


def test_the_page_says_its_language_title_and_skip_link(tmp_path: Path) -> None:
    tree = html.document_fromstring(page_of(tmp_path))

    assert tree.get("lang") == "fr"
    assert tree.findtext(".//title") == (
        "Classement – Promeneurs du Net du Pas-de-Calais – appel à candidatures 2019"
    )
    target = tree.xpath("string(//a[@class='skip']/@href)").removeprefix("#")
    assert tree.get_element_by_id(target).tag == "main"


def test_every_table_has_a_caption_and_headers_with_a_scope(tmp_path: Path) -> None:
    tree = html.document_fromstring(page_of(tmp_path))
    tables = tree.xpath("//table")

    assert len(tables) == 7
    assert all(len(table.xpath("caption")) == 1 for table in tables)
    assert tree.xpath("//th[not(@scope)]") == []


def test_equals_share_a_rank_and_name_one_another(tmp_path: Path) -> None:
    marks = {c.code: ("3", None) for c in CRITERIA}
    call = campaign(places=1)
    made = ranking({1: marks, 2: marks}, call)
    tree = html.document_fromstring(
        write_tables(made, [dossier(1), dossier(2)], call, tmp_path, pdf=False)[1].read_text(
            "utf-8"
        )
    )

    ranks = [cell.text_content() for cell in tree.xpath("//td[@class='rank']")]
    verdicts = [cell.text_content() for cell in tree.xpath("//td[@class='verdict']")]
    assert ranks == ["1ex æquo"] * 2
    assert verdicts == ["À départagerà égalité avec 002", "À départagerà égalité avec 001"]


def test_what_a_candidate_wrote_is_escaped_everywhere(tmp_path: Path) -> None:
    trap = "<script>alert('é')</script>\u202e"
    call = campaign()
    made = ranking({1: {c.code: ("3", None) for c in CRITERIA}}, call, alerts=lambda _: (trap,))
    identity = Identity(
        number=number(1), structure=trap, commune=trap, territory=trap, professional=trap,
        fields=(trap,),
    )  # fmt: skip
    made = made.model_copy(update={"identities": {number(1): identity}})
    finding = Finding(code="X", severity="error", message=trap)
    page = write_tables(made, [dossier(1, findings=(finding,))], call, tmp_path, pdf=False)[
        1
    ].read_text("utf-8")

    assert "<script" not in page
    assert "\u202e" not in page
    assert page.count("&lt;script&gt;") >= 7


def test_the_counts_add_up_to_what_was_received(tmp_path: Path) -> None:
    tree = html.document_fromstring(page_of(tmp_path))
    words = " ".join(tree.xpath("//p[@class='counts']")[0].text_content().split())

    numbers = [int(n) for n in re.findall(r"\d+", words)]
    assert numbers[0] == sum(numbers[1:]) == 17


def test_a_page_with_a_tie_an_alert_and_a_late_dossier_looks_as_agreed(
    tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    made, dossiers, call = sample(7, 3)
    page = write_tables(made, dossiers, call, tmp_path, pdf=False)[1].read_text("utf-8")

    golden("classement.html", page)
