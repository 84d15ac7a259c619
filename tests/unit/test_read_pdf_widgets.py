"""Form fields of a PDF: values, boxes, where they stand, and what two sources disagree on."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas

from pipeline.read.pdf import read_pdf
from schemas.document import Block, Document, Span

Draw = Callable[[Canvas], None]
Rect = tuple[float, float, float, float]


class Form:
    """A page of words with form fields laid over it, written by pikepdf."""

    def __init__(self, draw: Draw) -> None:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(595, 842))
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.save()
        self.pdf = pikepdf.open(io.BytesIO(buffer.getvalue()))
        self.page = self.pdf.pages[0]
        self.page.obj["/Annots"] = Array()
        self.fields = Array()

    def field(self, kind: str, name: str, **keys: object) -> pikepdf.Object:
        """Add a field without a widget; its kids are given to `widget`."""
        field = Dictionary(FT=Name("/" + kind), T=String(name), Kids=Array(), **keys)
        field = self.pdf.make_indirect(field)
        self.fields.append(field)
        return field

    def widget(self, rect: Rect, *, parent: pikepdf.Object | None = None, **keys: object) -> None:
        """Add a widget, which is its own field when it has no parent."""
        widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array(rect), F=4, **keys)
        widget = self.pdf.make_indirect(widget)
        self.page.obj["/Annots"].append(widget)
        if parent is None:
            self.fields.append(widget)
        else:
            widget["/Parent"] = parent
            parent["/Kids"].append(widget)

    def text(self, rect: Rect, name: str, **keys: object) -> None:
        """Add a text field of one widget."""
        self.widget(rect, FT=Name.Tx, T=String(name), **keys)

    def looks(self, *states: str) -> Dictionary:
        """Return the appearance dictionary of a button with these states."""
        return Dictionary(N=Dictionary({state: self.pdf.make_stream(b"") for state in states}))

    def read(self, folder: Path, **form: object) -> Document:
        path = folder / "form.pdf"
        self.pdf.Root["/AcroForm"] = Dictionary(Fields=self.fields, **form)
        self.pdf.save(path)
        return read_pdf(path)


def nothing(canvas: Canvas) -> None:
    canvas.drawString(70, 780, "Dossier")


def controls(document: Document) -> list[Span]:
    return [span for block in document.blocks for span in block.spans if span.control]


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks]


def test_a_value_stands_in_the_line_of_its_label(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Ville :")
        canvas.drawString(70, 680, "Téléphone :")

    form = Form(draw)
    form.text((110, 696, 400, 712), "Ville", V=String("Hénin-Beaumont"))

    document = form.read(tmp_path)

    assert document.reader == "acroform"
    assert texts(document.blocks) == ["Ville : Hénin-Beaumont", "Téléphone :"]
    [span] = controls(document)
    assert (span.text, span.name) == ("Hénin-Beaumont", "Ville")
    assert span.box == (110, 130, 400, 146)


def test_an_empty_field_shows_that_it_stands_there(tmp_path: Path) -> None:
    form = Form(lambda canvas: canvas.drawString(70, 700, "Ville :"))
    form.text((110, 696, 400, 712), "Ville")

    assert [(span.text, span.name) for span in controls(form.read(tmp_path))] == [("", "Ville")]


def test_each_line_of_a_tall_field_is_a_block_below_the_label(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Quel est votre projet ?")
        canvas.drawString(70, 580, "Quel public ?")

    form = Form(draw)
    value = String("Un club.\rUn séjour.\r\nUne sortie.")
    form.text((70, 600, 500, 690), "projet", Ff=1 << 12, V=value)

    document = form.read(tmp_path)

    assert texts(document.blocks) == [
        "Quel est votre projet ?",
        "Un club.",
        "Un séjour.",
        "Une sortie.",
        "Quel public ?",
    ]
    assert len({span.control for span in controls(document)}) == 1


def test_the_default_value_is_no_answer(tmp_path: Path) -> None:
    form = Form(nothing)
    form.text((110, 696, 400, 712), "Ville", DV=String("Votre ville"))

    assert [span.text for span in controls(form.read(tmp_path))] == [""]


def test_value_type_and_name_come_down_from_the_fields_above(tmp_path: Path) -> None:
    form = Form(nothing)
    above = form.field("Tx", "structure", V=String("Lens"))
    form.widget((110, 696, 400, 712), parent=above, T=String("ville"))

    [span] = controls(form.read(tmp_path))

    assert (span.text, span.name) == ("Lens", "structure.ville")


@pytest.mark.parametrize("state", ["/Oui", "/1", "/A", "/Yes", "/On"])
def test_any_state_but_off_is_ticked(tmp_path: Path, state: str) -> None:
    form = Form(lambda canvas: canvas.drawString(90, 700, "Santé"))
    look = form.looks(state, "/Off")
    form.widget(
        (70, 698, 81, 709),
        FT=Name.Btn,
        T=String("a"),
        V=Name(state),
        AS=Name(state),
        AP=look,
    )

    [block] = form.read(tmp_path).blocks

    assert [(span.kind, span.ticked) for span in block.spans] == [("box", True), ("text", None)]
    assert block.text == "☒ Santé"


def test_a_state_named_in_latin_1_is_ticked(tmp_path: Path) -> None:
    form = Form(nothing)
    keys = {"FT": Name.Btn, "T": String("a"), "V": Name("/Oui"), "AS": Name("/Oui")}
    form.widget((70, 698, 81, 709), AP=form.looks("/Oui", "/Off"), **keys)
    form.read(tmp_path)
    path = tmp_path / "form.pdf"
    with pikepdf.open(path) as pdf:
        pdf.save(tmp_path / "plain.pdf", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    plain = (tmp_path / "plain.pdf").read_bytes()
    path.write_bytes(plain.replace(b"/Oui", b"/co\xe9"))

    [span] = controls(read_pdf(path))

    assert (span.ticked, span.confidence) == (True, 1.0)


def test_a_box_left_off_is_not_ticked(tmp_path: Path) -> None:
    form = Form(nothing)
    look = form.looks("/Oui", "/Off")
    form.widget((70, 698, 81, 709), FT=Name.Btn, T=String("a"), AS=Name.Off, AP=look)

    assert [span.ticked for span in controls(form.read(tmp_path))] == [False]


def test_a_box_without_a_look_follows_its_value(tmp_path: Path) -> None:
    form = Form(nothing)
    form.widget((70, 698, 81, 709), FT=Name.Btn, T=String("a"), V=Name("/Oui"))
    form.widget((70, 678, 81, 689), FT=Name.Btn, T=String("b"))

    assert [span.ticked for span in controls(form.read(tmp_path))] == [True, False]


def test_radio_buttons_follow_the_value_of_their_group(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(90, 700, "Oui")
        canvas.drawString(150, 700, "Non")

    form = Form(draw)
    group = form.field("Btn", "compte", Ff=1 << 15, V=Name("/non"))
    for x, state in ((70, "/oui"), (130, "/non")):
        look = form.looks(state, "/Off")
        form.widget((x, 698, x + 11, 709), parent=group, AP=look)

    [block] = form.read(tmp_path).blocks

    assert [span.ticked for span in block.spans if span.kind == "box"] == [False, True]


def test_a_box_that_looks_otherwise_than_its_value_is_reported(tmp_path: Path) -> None:
    form = Form(nothing)
    look = form.looks("/Oui", "/Off")
    keys = {"FT": Name.Btn, "T": String("santé"), "AP": look}
    form.widget((70, 698, 81, 709), V=Name("/Oui"), AS=Name.Off, **keys)

    document = form.read(tmp_path)

    [span] = controls(document)
    assert (span.ticked, span.confidence) == (False, 0.5)
    assert [(n.code, n.facts["field"]) for n in document.notices] == [("BUTTON_DISAGREES", "santé")]


def test_a_push_button_is_no_answer(tmp_path: Path) -> None:
    form = Form(nothing)
    form.widget((70, 698, 181, 719), FT=Name.Btn, T=String("Imprimer"), Ff=1 << 16)

    assert controls(form.read(tmp_path)) == []


def test_a_choice_gives_the_words_shown(tmp_path: Path) -> None:
    form = Form(nothing)
    options = Array([Array([String("62"), String("Pas-de-Calais")]), String("Nord")])
    form.widget((70, 700, 200, 715), FT=Name.Ch, T=String("a"), Opt=options, V=String("62"))
    both = Array([String("62"), String("Nord")])
    form.widget((70, 670, 200, 685), FT=Name.Ch, T=String("b"), Opt=options, V=both)

    assert [span.text for span in controls(form.read(tmp_path))] == [
        "Pas-de-Calais",
        "Pas-de-Calais, Nord",
    ]


def test_a_mute_name_gives_way_to_the_hint(tmp_path: Path) -> None:
    form = Form(nothing)
    form.text((70, 700, 200, 715), "undefined_2", TU=String("Autres (précisez)"))
    form.text((70, 670, 200, 685), "Fonction_2", TU=String("Fonction"))

    assert [s.name for s in controls(form.read(tmp_path))] == ["Autres (précisez)", "Fonction_2"]


def test_a_value_flattened_into_the_page_is_read_once(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Ville :")
        canvas.drawString(112, 700, "Hénin-Beaumont")

    form = Form(draw)
    form.text((110, 696, 400, 712), "Ville", V=String("Hénin-Beaumont"))

    assert texts(form.read(tmp_path).blocks) == ["Ville : Hénin-Beaumont"]


def test_a_value_flattened_over_an_emptied_field_is_read(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Ville :")
        canvas.drawString(112, 700, "Hénin-Beaumont")

    form = Form(draw)
    form.text((110, 696, 400, 712), "Ville")

    assert texts(form.read(tmp_path).blocks) == ["Ville : Hénin-Beaumont"]


def test_a_hidden_field_is_not_read_but_named(tmp_path: Path) -> None:
    form = Form(nothing)
    form.text((70, 700, 200, 715), "secret", V=String("caché"))
    form.page.obj["/Annots"][0]["/F"] = 2

    document = form.read(tmp_path)

    assert texts(document.blocks) == ["Dossier"]
    assert [(n.code, n.facts) for n in document.notices] == [
        ("FIELD_NOT_SHOWN", {"field": "secret"})
    ]


def test_values_without_a_look_are_read(tmp_path: Path) -> None:
    form = Form(nothing)
    form.text((70, 700, 200, 715), "Ville", V=String("Lens"))

    document = form.read(tmp_path, NeedAppearances=True)

    assert [span.text for span in controls(document)] == ["Lens"]


def test_a_digital_signature_is_a_drawing_and_is_reported(tmp_path: Path) -> None:
    form = Form(nothing)
    contents = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("00"))
    form.widget((70, 600, 270, 660), FT=Name.Sig, T=String("Signature"), V=contents)
    form.widget((300, 600, 500, 660), FT=Name.Sig, T=String("Signature_2"))

    document = form.read(tmp_path)

    signed, empty = controls(document)
    assert signed.picture is not None
    assert (signed.kind, signed.picture.drawn, signed.picture.source) == (
        "picture",
        "strokes",
        "annotation",
    )
    assert (empty.kind, empty.text, empty.picture) == ("text", "", None)
    assert [n.code for n in document.notices] == ["DIGITAL_SIGNATURE"]


def test_a_form_with_a_dynamic_layer_is_reported(tmp_path: Path) -> None:
    form = Form(nothing)
    form.text((70, 700, 200, 715), "Ville", V=String("Lens"))
    packet = form.pdf.make_stream(b"<xdp/>")

    document = form.read(tmp_path, XFA=packet)

    assert [n.code for n in document.notices] == ["XFA"]
    assert [span.text for span in controls(document)] == ["Lens"]


def test_a_field_on_a_turned_page_stands_beside_its_label(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(595, 0)
        canvas.rotate(90)
        canvas.drawString(70, 500, "Ville :")

    form = Form(draw)
    # 110 to 300 along the line, which runs upwards on the page as stored
    form.text((83, 110, 99, 300), "Ville", V=String("Lens"))
    form.page.obj["/Rotate"] = 90

    assert texts(form.read(tmp_path).blocks) == ["Ville : Lens"]


def test_the_frame_drawn_round_a_field_is_no_table(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(70, 700, "Projet :")
        canvas.rect(70, 620, 400, 70)

    form = Form(draw)
    form.text((70, 620, 470, 690), "projet", Ff=1 << 12, V=String("Un club."))

    document = form.read(tmp_path)

    assert [(block.text, block.cells) for block in document.blocks] == [
        ("Projet :", ()),
        ("Un club.", ()),
    ]


def test_the_printed_frame_of_a_box_field_is_not_a_second_box(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(70, 698, 11, 11)
        canvas.drawString(90, 700, "Santé")

    form = Form(draw)
    look = form.looks("/Oui", "/Off")
    keys = {"FT": Name.Btn, "T": String("a"), "AP": look}
    form.widget((70, 698, 81, 709), V=Name("/Oui"), AS=Name("/Oui"), **keys)

    [block] = form.read(tmp_path).blocks

    assert [span.ticked for span in block.spans if span.kind == "box"] == [True]


def test_a_field_in_a_cell_belongs_to_the_cell(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.grid([70, 200, 400], [720, 690, 660])
        canvas.drawString(75, 700, "Ville")

    form = Form(draw)
    form.text((205, 695, 395, 715), "Ville", V=String("Lens"))

    document = form.read(tmp_path)

    cells = [(b.text, [(c.row, c.column) for c in b.cells]) for b in document.blocks]
    assert cells == [("Ville", [(0, 0)]), ("Lens", [(0, 1)])]
