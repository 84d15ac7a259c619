"""PDF reading: one page — its words, fields, boxes, marks and pictures, put together."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import pypdfium2.raw as pdfium_c

from pipeline.errors import TooLarge
from pipeline.read.pdf_annots import Annotations
from pipeline.read.pdf_boxes import DrawnBox, find_boxes
from pipeline.read.pdf_cells import Region, find_cells
from pipeline.read.pdf_chars import MAX_CHARS, Chars, Word, read_chars
from pipeline.read.pdf_fields import add_fields, as_word
from pipeline.read.pdf_flow import Content
from pipeline.read.pdf_forms import Annotated
from pipeline.read.pdf_frame import Frame, centre, inside
from pipeline.read.pdf_layout import shows_through, true_tables
from pipeline.read.pdf_looks import highlight_area, mark_words
from pipeline.read.pdf_open import Opened, check_size
from pipeline.read.pdf_paths import Stroke
from pipeline.read.pdf_pictures import Gallery, covered, drawings
from pipeline.read.pdf_remarks import add_remarks
from pipeline.read.pdf_shapes import Image, Shapes, read_shapes
from pipeline.read.pdf_unseen import Cover, Seen, seen_words
from schemas.document import Box, Notice, Page, Picture, Span

Layer = Literal["text", "none", "poor"]
_INLINE_HIGH = 20.0  # points; a smaller picture stands in a line


class PageRead(NamedTuple):
    """A page as read: its record, its content, and what a person should know."""

    page: Page
    content: Content
    notices: list[Notice]


@contextmanager
def _handles(opened: Opened, number: int) -> Iterator[tuple[object, object]]:
    page = pdfium_c.FPDF_LoadPage(opened.pdf, number - 1)
    text = pdfium_c.FPDFText_LoadPage(page) if page else None
    try:
        yield page, text
    finally:
        if text:
            pdfium_c.FPDFText_ClosePage(text)
        if page:
            pdfium_c.FPDF_ClosePage(page)


def read_page(
    opened: Opened, number: int, path: Path, form: Annotated, gallery: Gallery
) -> PageRead:
    """Read one page (1-based).

    Raises:
        TooLarge: no paper has this size, no printed page this many characters.
    """
    with _handles(opened, number) as (page, text):
        if not page or not text:
            return _unreadable(number)
        frame = page_frame(page)
        check_size(path, frame.width, frame.height)
        count = pdfium_c.FPDFText_CountChars(text)
        if count > MAX_CHARS:
            raise TooLarge(name=path.name, detail=f"{count} signes sur la page {number}")
        chars = read_chars(text, frame)
        upright = frame._replace(turn=chars.turn)
        shapes = read_shapes(page, upright)
        layer = _layer(chars, shapes, upright)
        pictures = _pictures(shapes, page, gallery) if layer == "text" else []
        seen = Seen(chars.words, lost=False)
        if layer == "text":
            blanks = [Cover(i.box, i.rank) for i in shapes.images if gallery.hides(i, page)]
            words = _seen(_on_page(chars, upright), shapes)
            seen = seen_words(words, page, shapes, upright, blanks)
        content = Content(number, upright.width, upright.height, seen.words)
        annotated = pdfium_c.FPDFPage_GetAnnotCount(page) > 0
        empty = not pdfium_c.FPDFPage_CountObjects(page)
    notices = _fill(content, shapes, form if annotated else None, upright)
    for image, picture in pictures:
        add_picture(content, image.box, picture)
    if empty and form.lost_content(number):
        notices.append(Notice(code="PAGE_UNREADABLE", facts={"page": number}))
    if seen.lost:
        notices.append(Notice(code="HIDDEN_TEXT", facts={"page": number}))
    if shapes.cut:
        notices.append(Notice(code="DRAWING_CUT", facts={"page": number}))
    record = _record(number, frame, upright, layer)
    return PageRead(record, content, notices)


def judge_page(opened: Opened, number: int) -> Page:
    """Return a page's record: its size, its turn, and whether its text layer can be read."""
    with _handles(opened, number) as (page, text):
        if not page or not text:
            return _unreadable(number).page
        frame = page_frame(page)
        chars = read_chars(text, frame)
        upright = frame._replace(turn=chars.turn)
        layer = _layer(chars, read_shapes(page, upright), upright)
    return _record(number, frame, upright, layer)


def _record(number: int, frame: Frame, upright: Frame, layer: Layer) -> Page:
    if layer != "text":
        upright = frame  # the eye that reads its pixels finds the turn itself
    return Page(
        number=number,
        width=upright.width,
        height=upright.height,
        layer=layer,
        rotated=(upright.turn - frame.turn) % 360,
    )


def page_frame(page: object) -> Frame:
    """Return a page's visible box and the turn that its file asks for."""
    rect = pdfium_c.FS_RECTF()
    pdfium_c.FPDF_GetPageBoundingBox(page, ctypes.byref(rect))
    turn = pdfium_c.FPDFPage_GetRotation(page) * 90
    return Frame(rect.left, rect.bottom, rect.right, rect.top, turn)


def _unreadable(number: int) -> PageRead:
    page = Page(number=number, width=595.0, height=842.0, layer="none")
    notice = Notice(code="PAGE_UNREADABLE", facts={"page": number})
    return PageRead(page, Content(number, 595.0, 842.0), [notice])


def _on_page(chars: Chars, frame: Frame) -> list[Word]:
    """Leave out the words that stand beyond the page's edges, where nobody sees them."""
    return [
        word
        for word in chars.words
        if -2 <= (word.x0 + word.x1) / 2 <= frame.width + 2
        and -2 <= word.base <= frame.height + word.size
    ]


def _seen(words: list[Word], shapes: Shapes) -> list[Word]:
    """Leave out invisible words, save those that an OCR put under a picture."""
    pictures = [image.box for image in shapes.images]
    return [
        word
        for word in words
        if not word.hidden or any(inside(centre(word.box), box) for box in pictures)
    ]


def _layer(chars: Chars, shapes: Shapes, frame: Frame) -> Layer:
    """Judge the text layer: none on a scan, poor where OCR hid it or its codes mean nothing."""
    images = covered(shapes.images, frame.width, frame.height)
    printed = chars.visible
    if chars.hidden > printed and images > 0.5:
        return "poor"
    if chars.unmapped > 0.2 * max(1, printed):
        return "poor"
    if printed < 4 and not chars.hidden and (images > 0.3 or len(shapes.strokes) > 100):
        return "none"
    if images > 0.8 and printed < 60:
        return "none" if printed < 25 else "poor"
    return "text"


def _pictures(shapes: Shapes, page: object, gallery: Gallery) -> list[tuple[Image, Picture]]:
    looks = [(image, gallery.picture(image, page)) for image in shapes.images]
    return [(image, picture) for image, picture in looks if picture is not None]


def _fill(content: Content, shapes: Shapes, form: Annotated | None, frame: Frame) -> list[Notice]:
    """Put fields, boxes, marks, remarks and drawings into a page's content."""
    widgets = form.widgets(content.number) if form else []
    annotations = form.annotations(content.number, frame) if form else Annotations([], [], [])
    notices = add_fields(content, widgets, frame)
    fields = [frame.box(*widget.box) for widget in widgets]
    stamps = add_remarks(content, annotations.remarks)
    page_box = (0.0, 0.0, frame.width, frame.height)
    tables = find_cells(shapes.rules, shapes.rects)
    squares = [table[0] for table in tables if len(table) == 1]
    boxes = find_boxes(shapes, content.words, squares, annotations.strokes)
    content.words = boxes.words
    for drawn in boxes.boxes:
        if not shows_through(drawn.box, fields):
            content.words.append(as_word(drawn.box, _box_span(drawn)))
    content.tables, content.words = true_tables(tables, page_box, fields, content.words)
    cells = [cell for table in content.tables for cell in table]
    loose = _mark(content, shapes, boxes.strokes, annotations, cells)
    for box, picture in [*drawings(_beside(loose, fields), page_box), *stamps]:
        add_picture(content, box, picture)
    return notices


def _mark(
    content: Content, shapes: Shapes, strokes: list[Stroke], notes: Annotations, cells: list[Region]
) -> list[Stroke]:
    for look, box in notes.markup:
        highlight_area(content.words, box, look)
    return mark_words(content.words, shapes, strokes, cells)


def _beside(strokes: list[Stroke], fields: list[Box]) -> list[Stroke]:
    """Leave out the strokes that draw the look of a form field."""
    return [
        stroke
        for stroke in strokes
        if stroke.source == "ink" or not shows_through(stroke.box, fields)
    ]


def _box_span(drawn: DrawnBox) -> Span:
    return Span(
        kind="box",
        text="☒" if drawn.ticked else "☐",
        ticked=drawn.ticked,
        box=drawn.box,
        confidence=1.0 if drawn.sure else 0.5,
    )


def add_picture(content: Content, box: Box, picture: Picture) -> None:
    """Put a picture where it stands: in its line when it is small, else by itself."""
    span = Span(kind="picture", picture=picture, box=box)
    if box[3] - box[1] <= _INLINE_HIGH and box[2] - box[0] <= 4 * _INLINE_HIGH:
        content.words.append(as_word(box, span))
    else:
        content.tall.append((box, [(span,)]))
