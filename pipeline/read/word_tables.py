"""Read, Word: the cells of a table in reading order, with their place in the grid."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from pipeline.read.word_controls import Controls
from pipeline.read.word_names import MC, VAL, W, child_of, number, value_of
from pipeline.read.word_pieces import Control
from schemas.document import Cell

_SPAN_LIMIT = 63  # columns of a Word table; more is a fault or an attack

_ROW, _CELL, _CONTROL, _CONTROLLED = W + "tr", W + "tc", W + "sdt", W + "sdtContent"
_ROW_FACTS, _CELL_FACTS = W + "trPr", W + "tcPr"
_MERGED, _MERGED_BESIDE, _WIDTH = W + "vMerge", W + "hMerge", W + "gridSpan"
_CONTENT = (W + "t", W + "sym", W + "fldChar", W + "drawing", W + "pict", W + "object", W + "sdt")


@dataclass(eq=False, slots=True)
class _Slot:
    node: Element
    control: Control | None
    row: int
    column: int
    columns: int
    rows: int = 1
    origin: "_Slot | None" = None


def cells(
    table: Element, number_: int, control: Control | None, controls: Controls
) -> list[tuple[Element, Cell, Control | None]]:
    """Return each cell that holds something or could: its node, place, and the control around it.

    A cell swallowed by the one above or before it (vMerge, hMerge) is left out when empty; what
    it holds counts for the cell it was merged into.  One pass, whatever the spans.
    """
    slots = list(_slots(table, control, controls))
    places: dict[int, Cell] = {}
    result = []
    for slot in slots:
        owner = slot if slot.origin is None else slot.origin
        if owner is not slot and next(slot.node.iter(*_CONTENT), None) is None:
            continue
        place = places.get(id(owner))
        if place is None:
            place = places[id(owner)] = Cell(
                table=number_,
                row=owner.row,
                column=owner.column,
                row_span=owner.rows,
                column_span=owner.columns,
            )
        result.append((slot.node, place, slot.control))
    return result


def _slots(table: Element, control: Control | None, controls: Controls) -> Iterator[_Slot]:
    above: dict[int, _Slot] = {}  # column → the cell that a vMerge there goes on from
    row = 0
    for line, outer in _inside(table, _ROW, control, controls):
        facts = child_of(line, _ROW_FACTS)
        if facts is not None and child_of(facts, W + "del") is not None:
            continue
        column = number(value_of(facts, W + "gridBefore"), 0, high=_SPAN_LIMIT)
        here: dict[int, _Slot] = {}
        last: _Slot | None = None
        for node, inner in _inside(line, _CELL, outer, controls):
            slot = _slot(node, inner, (row, column), above=above, last=last)
            if slot is None:
                continue
            owner = slot.origin or slot
            if child_of(child_of(node, _CELL_FACTS), _MERGED) is not None:
                here[column] = owner
            column += slot.columns
            last = owner
            yield slot
        above = here
        row += 1


def _slot(
    node: Element,
    control: Control | None,
    place: tuple[int, int],
    *,
    above: dict[int, _Slot],
    last: _Slot | None,
) -> _Slot | None:
    facts = child_of(node, _CELL_FACTS)
    if facts is None:
        return _Slot(node, control, *place, columns=1)
    if child_of(facts, W + "cellDel") is not None:
        return None
    columns = number(value_of(facts, _WIDTH), 1, low=1, high=_SPAN_LIMIT)
    slot = _Slot(node, control, *place, columns=columns)
    beside = child_of(facts, _MERGED_BESIDE)
    if beside is not None and beside.get(VAL) != "restart" and last is not None:
        slot.origin = last
        last.columns += columns
        return slot
    merge = child_of(facts, _MERGED)
    origin = above.get(place[1])
    if merge is None or merge.get(VAL) == "restart" or origin is None:
        return slot
    if origin.columns == columns:  # of another width, Word keeps it apart
        slot.origin = origin
        origin.rows = place[0] - origin.row + 1
    return slot


def _inside(
    node: Element, tag: str, control: Control | None, controls: Controls
) -> Iterator[tuple[Element, Control | None]]:
    # Rows and cells may stand in content controls, custom XML, or a change mark.
    for child in node:
        kind = child.tag
        if kind == tag:
            yield child, control
        elif kind == _CONTROL:
            inner = controls.open(child, control)
            for content in child.iterchildren(_CONTROLLED):
                yield from _inside(content, tag, inner, controls)
        elif kind in _WRAPPERS:
            yield from _inside(child, tag, control, controls)
        elif kind == MC + "AlternateContent":
            for branch in child.iterchildren(MC + "Choice"):
                yield from _inside(branch, tag, control, controls)


_WRAPPERS = frozenset({W + "customXml", W + "ins", W + "moveTo", W + "smartTag"})
