"""PDF reading: form fields (AcroForm) — values, boxes and signatures that the page text lacks.

Text extraction never shows them: of the typed values of 300 forms found in the wild, a quarter
stood in the page text. Field dictionaries: ISO 32000-1, 12.7.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

import pikepdf

from schemas.document import Box

Kind = Literal["text", "choice", "button", "signature"]
_MAX_DEPTH = 32
_MAX_FIELDS = 20_000
_MAX_STREAM = 200_000  # bytes as stored; the longest answer of a form has some thousands
_TYPED = (pikepdf.Name.Tx, pikepdf.Name.Ch)
_HIDDEN = 2 | 32  # annotation flags Hidden and NoView (12.5.3)
_PUSH, _RADIO, _MULTILINE, _PASSWORD = 1 << 16, 1 << 15, 1 << 12, 1 << 13
_MUTE_NAME = re.compile(
    r"(undefined|untitled|unnamed|te?xte?|champ|field|zone|saisie|f|fill|input|"
    r"case( [aà] cocher)?|check ?box|button|bouton|group|dropdown|liste|combo)?[\W_\d]*",
    re.IGNORECASE,
)


class Widget(NamedTuple):
    """One widget of a form field; the box is in user space, as written in the file.

    Args:
        value: what was typed or chosen, "" when empty; line ends are line feeds.
        ticked: for a check box or radio button.
        agrees: False when the button's look (/AS) and its field's value (/V) differ.
        field: the full dotted name, even where `name` is the tooltip.
    """

    control: str
    name: str
    kind: Kind
    box: Box
    value: str = ""
    ticked: bool | None = None
    multiline: bool = False
    agrees: bool = True
    field: str = ""


def page_widgets(page: pikepdf.Page, number: int) -> Iterator[Widget]:
    """Yield the visible widgets of a page, in the order of its annotations."""
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    for rank, annotation in enumerate(annotations):
        if not isinstance(annotation, pikepdf.Dictionary):
            continue
        if annotation.get("/Subtype") != pikepdf.Name.Widget:
            continue
        widget = _widget(annotation, f"p{number}-{rank}")
        if widget is not None:
            yield widget


def _widget(annotation: pikepdf.Dictionary, control: str) -> Widget | None:
    box = rectangle(annotation)
    flags = _integer(_inherited(annotation, "/Ff"))
    field_type = name_text(_inherited(annotation, "/FT"))
    if box is None or _integer(annotation.get("/F")) & _HIDDEN:
        return None
    field = _field_name(annotation)
    base = Widget(control, _telling_name(annotation, field), "text", box, field=field)
    if field_type == "/Tx":
        value = "" if flags & _PASSWORD else as_text(_inherited(annotation, "/V"))
        return base._replace(value=value, multiline=bool(flags & _MULTILINE))
    if field_type == "/Ch":
        return base._replace(kind="choice", value=_chosen(annotation))
    if field_type == "/Btn" and not flags & _PUSH:
        ticked, agrees = _button(annotation)
        return base._replace(kind="button", ticked=ticked, agrees=agrees)
    if field_type == "/Sig":
        signed = isinstance(_inherited(annotation, "/V"), pikepdf.Dictionary)
        return base._replace(kind="signature", ticked=signed)
    return None


def _chain(annotation: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    """Yield the widget, then its field and the fields above, which may be the same object."""
    node: pikepdf.Object | None = annotation
    for _ in range(_MAX_DEPTH):
        if not isinstance(node, pikepdf.Dictionary):
            return
        yield node
        node = node.get("/Parent")


def _inherited(annotation: pikepdf.Dictionary, key: str) -> pikepdf.Object | None:
    for node in _chain(annotation):
        value = node.get(key)
        if value is not None:
            return value
    return None


def _field_name(annotation: pikepdf.Dictionary) -> str:
    """Return the full dotted name (12.7.3.2)."""
    parts = [as_text(node.get("/T")) for node in _chain(annotation)]
    return ".".join(part for part in reversed(parts) if part)


def _telling_name(annotation: pikepdf.Dictionary, field: str) -> str:
    """Return the field's name, or its tooltip where the name says nothing (« undefined_2 »)."""
    tooltip = as_text(_inherited(annotation, "/TU")).strip()
    return tooltip if tooltip and _MUTE_NAME.fullmatch(field.rpartition(".")[2]) else field


def field_values(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the full names of the fields of the file's form that hold a typed or chosen value."""
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    todo: list[tuple[object, str, int]] = [(fields, "", 0)]
    for _ in range(_MAX_FIELDS):
        if not todo:
            return
        node, above, depth = todo.pop()
        if isinstance(node, pikepdf.Array) and depth < _MAX_DEPTH:
            todo.extend((kid, above, depth + 1) for kid in reversed(list(node)))
        elif isinstance(node, pikepdf.Dictionary):
            own = as_text(node.get("/T"))
            name = ".".join(part for part in (above, own) if part)
            if own and node.get("/FT") in _TYPED and as_text(node.get("/V")).strip():
                yield name
            todo.append((node.get("/Kids"), name, depth + 1))


def _button(annotation: pikepdf.Dictionary) -> tuple[bool, bool]:
    """Return (ticked, whether look and value agree). Any state but /Off is on (12.7.4.2.3)."""
    on_states = _on_states(annotation)
    state = annotation.get("/AS")
    value = _inherited(annotation, "/V")
    by_value: bool | None = None
    if value is not None:
        name = name_text(value) or "/" + as_text(value)
        by_value = name in on_states if on_states else name.strip("/").lower() not in {"off", ""}
    if state is None:
        return bool(by_value), True
    by_look = name_text(state) not in {"/Off", ""}
    return by_look, by_value is None or by_value == by_look


def _on_states(annotation: pikepdf.Dictionary) -> set[str]:
    looks = annotation.get("/AP")
    normal = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    if not isinstance(normal, pikepdf.Dictionary) or isinstance(normal, pikepdf.Stream):
        return set()
    return {key for key in normal.keys() if key != "/Off"}  # noqa: SIM118 -- pikepdf's mapping


def _chosen(annotation: pikepdf.Dictionary) -> str:
    """Return the shown text of the chosen options, joined by commas."""
    value = _inherited(annotation, "/V")
    values = list(value) if isinstance(value, pikepdf.Array) else [value]
    shown: dict[str, str] = {}
    options = _inherited(annotation, "/Opt")
    if isinstance(options, pikepdf.Array):
        for option in options:
            if isinstance(option, pikepdf.Array) and len(option) == 2:
                shown[as_text(option[0])] = as_text(option[1])
    texts = [as_text(item) for item in values]
    return ", ".join(shown.get(text, text) for text in texts if text)


def name_text(value: object) -> str:
    """Return a name with its slash; "" for anything else.

    Names are bytes: French forms made by Acrobat write « cochée » in Latin-1, which is no UTF-8.
    Such bytes are escaped as in the keys of dictionaries.
    """
    if not isinstance(value, pikepdf.Name):
        return ""
    return bytes(value).decode("utf-8", "surrogateescape")


def as_text(value: object) -> str:
    """Return a text string of the file: a string, a stream or a name; lines end with a feed."""
    if isinstance(value, pikepdf.String):
        text = str(value)
    elif isinstance(value, pikepdf.Stream):
        text = _stream_text(value)
    elif isinstance(value, pikepdf.Name):
        text = bytes(value)[1:].decode("utf-8", "replace")
    else:
        return ""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    return "".join(c for c in text if c >= " " or c in "\n\t")


def _stream_text(stream: pikepdf.Stream) -> str:
    try:
        if len(stream.read_raw_bytes()) > _MAX_STREAM:
            return ""
        return str(pikepdf.String(stream.read_bytes()))
    except pikepdf.PdfError:
        return ""


def rectangle(annotation: pikepdf.Dictionary) -> Box | None:
    """Return an annotation's rectangle in user space, None when it has no surface."""
    rect = annotation.get("/Rect")
    if not isinstance(rect, pikepdf.Array) or len(rect) != 4:
        return None
    try:
        x0, y0, x1, y1 = (float(side) for side in rect)
    except (TypeError, ValueError):
        return None
    if x0 == x1 or y0 == y1:
        return None
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _integer(value: object) -> int:
    try:
        return int(value)  # type: ignore[call-overload,no-any-return] # a PDF integer or anything
    except (TypeError, ValueError):
        return 0
