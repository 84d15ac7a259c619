"""Word: pictures, ink and pen lines, where they stand and how they are described."""

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from pipeline.read.word import read_word
from schemas.document import Block, Cell, Document, Notice, Picture
from tests.word_files import p, picture, r, relations, tbl, tc, tr, write_docx


def scrawl() -> bytes:
    """Return a picture of one crooked line."""
    image = Image.new("RGB", (300, 120), "white")
    points = [(20, 90), (60, 20), (70, 95), (120, 30), (140, 90), (210, 25), (230, 80), (280, 60)]
    ImageDraw.Draw(image).line(points, fill=(20, 30, 120), width=3)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def read(path: Path, body: str, **parts: object) -> Document:
    return read_word(write_docx(path / "d.docx", body, **parts))  # type: ignore[arg-type]


def pictures(blocks: tuple[Block, ...]) -> list[Picture]:
    return [span.picture for block in blocks for span in block.spans if span.picture]


def related(identity: str, kind: str, target: str, mode: str = "Internal") -> dict[str, str]:
    return {"word/_rels/document.xml.rels": relations(identity, kind, target, mode)}


def test_a_picture_stands_in_its_paragraph_and_cell(tmp_path: Path) -> None:
    body = tbl(tr(tc("Nom"), tc(p(r("Signature : "), picture("s.png"), r(" fin")))))
    data = scrawl()

    block = read(tmp_path, body, media={"s.png": data}).blocks[1]

    assert [(span.kind, span.text) for span in block.spans] == [
        ("text", "Signature : "),
        ("picture", ""),
        ("text", " fin"),
    ]
    assert block.cells == (Cell(table=0, row=0, column=1),)
    assert block.spans[1].picture == Picture(
        drawn="strokes",
        width=100,
        height=50,
        digest=hashlib.sha256(data).hexdigest(),
        source="image",
    )


VML = (
    '<w:r><w:{0}><v:shape style="width:4cm;height:36pt"><v:imagedata r:id="s.png"/></v:shape>'
    "</w:{0}></w:r>"
)


@pytest.mark.parametrize("tag", ["pict", "object"])
def test_an_old_picture_is_read_with_its_size(tmp_path: Path, tag: str) -> None:
    document = read(tmp_path, p(VML.format(tag)), media={"s.png": scrawl()})

    (found,) = pictures(document.blocks)
    assert (found.drawn, round(found.width), found.height) == ("strokes", 113, 36)


def test_a_picture_stored_twice_for_old_programs_is_read_once(tmp_path: Path) -> None:
    twice = (
        f"<mc:AlternateContent><mc:Choice Requires='x'>{picture('s.png')}</mc:Choice>"
        f"<mc:Fallback>{VML.format('pict')}</mc:Fallback></mc:AlternateContent>"
    )

    document = read(tmp_path, p(f"<w:r>{twice}</w:r>"), media={"s.png": scrawl()})

    assert len(pictures(document.blocks)) == 1


def test_a_picture_that_only_old_programs_see_is_read(tmp_path: Path) -> None:
    old = (
        "<mc:AlternateContent><mc:Choice Requires='x'><w:r/></mc:Choice>"
        f"<mc:Fallback>{VML.format('pict')}</mc:Fallback></mc:AlternateContent>"
    )

    document = read(tmp_path, p(old), media={"s.png": scrawl()})

    assert len(pictures(document.blocks)) == 1


def test_each_picture_of_a_group_is_read_with_its_own_size(tmp_path: Path) -> None:
    one = (
        '<pic:pic><pic:blipFill><a:blip r:embed="s.png"/></pic:blipFill><pic:spPr><a:xfrm>'
        '<a:ext cx="127000" cy="254000"/></a:xfrm></pic:spPr></pic:pic>'
    )
    group = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="1270000" cy="635000"/><a:graphic>'
        f"<a:graphicData uri='g'><wps:group>{one}<mc:AlternateContent><mc:Choice Requires='x'>"
        f"{one}</mc:Choice></mc:AlternateContent></wps:group></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing></w:r>"
    )

    found = pictures(read(tmp_path, p(group), media={"s.png": scrawl()}).blocks)

    assert [(one.width, one.height) for one in found] == [(10, 20), (10, 20)]


def test_ink_may_stand_straight_in_its_run(tmp_path: Path) -> None:
    ink = (
        '<w:r><w14:contentPart r:id="i"><w14:xfrm><a:ext cx="254000" cy="127000"/></w14:xfrm>'
        "</w14:contentPart></w:r>"
    )
    parts = related("i", "customXml", "ink/ink1.xml") | {"word/ink/ink1.xml": "<trace >1 2"}

    (found,) = pictures(read(tmp_path, p(ink), parts=parts).blocks)

    assert (found.source, found.width, found.height) == ("ink", 20, 10)


def test_a_logo_belongs_to_the_header_and_is_not_looked_at(tmp_path: Path) -> None:
    parts = {"word/_rels/header3.xml.rels": relations("s.png", "image", "media/s.png")}

    document = read(
        tmp_path, p(), headers=[p(picture("s.png"))], media={"s.png": scrawl()}, parts=parts
    )

    (found,) = pictures(document.blocks)
    assert (document.blocks[-1].part, found.drawn) == ("header", "unknown")
    assert found.digest == hashlib.sha256(scrawl()).hexdigest()


def test_a_picture_of_half_a_page_is_not_looked_at(tmp_path: Path) -> None:
    body = p(picture("s.png", 6_400_000, 4_000_000))

    document = read(tmp_path, body, media={"s.png": scrawl()})

    assert [found.drawn for found in pictures(document.blocks)] == ["unknown"]


def test_a_metafile_is_unknown(tmp_path: Path) -> None:
    document = read(tmp_path, p(picture("s.emf")), media={"s.emf": b"\x01\0\0\0" + bytes(80)})

    assert [found.drawn for found in pictures(document.blocks)] == ["unknown"]


def test_a_linked_picture_is_noted_and_never_fetched(tmp_path: Path) -> None:
    target = "https://example.org/trace.png"
    body = p(picture("x").replace("r:embed", "r:link"))

    document = read(tmp_path, body, parts=related("x", "image", target, "External"))

    assert pictures(document.blocks) == [Picture(width=100, height=50)]
    assert document.notices == (Notice(code="PICTURE_ELSEWHERE", facts={"count": 1}),)


def test_a_missing_picture_is_noted(tmp_path: Path) -> None:
    document = read(tmp_path, p(picture("x")), parts=related("x", "image", "media/none.png"))

    assert pictures(document.blocks) == [Picture(width=100, height=50)]
    assert document.notices == (Notice(code="PICTURE_MISSING", facts={"count": 1}),)


def test_a_picture_of_many_megabytes_is_noted_and_the_text_read(tmp_path: Path) -> None:
    media = {"s.png": bytes(25 * 1024 * 1024)}

    document = read(tmp_path, p(r("Lens"), picture("s.png")), media=media)

    assert document.blocks[0].text == "Lens"
    assert document.notices == (Notice(code="PICTURE_TOO_LARGE", facts={"count": 1}),)


INK = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wpi"><w:drawing><wp:anchor>'
    '<wp:extent cx="1270000" cy="635000"/><a:graphic><a:graphicData uri="ink">'
    '<w14:contentPart r:id="i"/></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>'
    "</mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    ("content", "drawn"),
    [
        ("<inkml:ink><inkml:trace>1 2, 3 4</inkml:trace></inkml:ink>", "strokes"),
        ("<ink><trace id='a'>1 2</trace></ink>", "strokes"),
        ("<inkml:ink/>", "unknown"),
    ],
)
def test_ink_is_strokes_when_it_has_any(tmp_path: Path, content: str, drawn: str) -> None:
    parts = related("i", "customXml", "ink/ink1.xml") | {"word/ink/ink1.xml": content}

    (found,) = pictures(read(tmp_path, p(INK), parts=parts).blocks)

    assert (found.source, found.drawn, found.width) == ("ink", drawn, 100)


def _shape(properties: str) -> str:
    points = "".join(f'<a:lnTo><a:pt x="{x}" y="{x % 7}"/></a:lnTo>' for x in range(20))
    geometry = f"<a:custGeom><a:pathLst><a:path>{points}</a:path></a:pathLst></a:custGeom>"
    return (
        '<w:r><w:drawing><wp:anchor><wp:extent cx="1270000" cy="635000"/><a:graphic>'
        f'<a:graphicData uri="s"><wps:wsp><wps:spPr>{geometry}{properties}</wps:spPr></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def test_a_line_drawn_by_hand_is_strokes(tmp_path: Path) -> None:
    (found,) = pictures(read(tmp_path, p(_shape("<a:noFill/>"))).blocks)

    assert (found.source, found.drawn, found.height) == ("vector", "strokes", 50)


def test_a_filled_shape_and_a_rule_are_no_pictures(tmp_path: Path) -> None:
    rule = _shape("").replace("custGeom", "prstGeom")

    assert pictures(read(tmp_path, p(_shape("<a:solidFill/>"), rule)).blocks) == []


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        ('<v:shape filled="f" path="m0,0c10,20,30,40,50,60,70,80l3,4,5,6,7,8,9,9e"/>', 1),
        ('<v:polyline filled="false" points="1,2 3,4 5,6 7,8 9,10 11,12 13,14 15,16"/>', 1),
        ('<v:shape filled="t" path="m0,0c10,20,30,40,50,60,70,80l3,4,5,6,7,8,9,9e"/>', 0),
        ('<v:line from="0,0" to="90,0"/>', 0),
        ('<v:shape><o:ink i="x"/></v:shape>', 1),
    ],
)
def test_old_pen_lines_are_strokes(tmp_path: Path, shape: str, count: int) -> None:
    found = pictures(read(tmp_path, p(f"<w:r><w:pict>{shape}</w:pict></w:r>")).blocks)

    assert [one.drawn for one in found] == ["strokes"] * count


def test_an_embedded_file_and_a_chart_are_noted(tmp_path: Path) -> None:
    chart = (
        "<w:drawing><wp:inline><a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphic></wp:inline>'
        "</w:drawing>"
    )
    body = p(f"<w:r><w:object><o:OLEObject/></w:object>{chart}</w:r>")

    assert read(tmp_path, body).notices == (
        Notice(code="EMBEDDED_OBJECT", facts={"count": 1}),
        Notice(code="DRAWING_UNREAD", facts={"count": 1}),
    )
