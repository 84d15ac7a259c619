"""Reading, scan: fields typed over a scanned form, put among the lines read around them."""

from collections.abc import Sequence

from schemas.document import Block, Box, Span

_ONE_LINE = 26.0  # points: a taller field holds several lines


def is_typed_in(block: Block) -> bool:
    """Say whether a block is a field filled in over a picture, or a remark: it is text already."""
    return block.part == "comment" or any(span.control is not None for span in block.spans)


def merged(kept: Sequence[Block], found: Sequence[Block]) -> list[Block]:
    """Put typed fields among the lines read around them, in these lines' order.

    A field of one line goes into the line where it stands, so that its label stays before it;
    what was recognised in a field's own box is left out: its value is known exactly.
    """
    typed = [span.box for block in kept for span in block.spans if span.box is not None]
    lines = []
    for block in found:
        spans = tuple(span for span in block.spans if not _lies_in(span.box, typed))
        if spans:
            lines.append(block.model_copy(update={"spans": spans}))
    tall = []
    for block in kept:
        rank = _line_of(block, lines)
        if rank is None:
            tall.append(block)
        else:
            lines[rank] = _joined(lines[rank], block)
    for block in reversed(tall):
        after = [rank for rank, line in enumerate(lines) if _comes_before(line, block)]
        lines.insert(after[-1] + 1 if after else 0, block)
    return lines


def _line_of(field: Block, lines: Sequence[Block]) -> int | None:
    """Return the rank of the line that a field of one line stands in."""
    box = field.where.box
    if box is None or field.part == "comment" or box[3] - box[1] > _ONE_LINE:
        return None
    middle = (box[1] + box[3]) / 2
    beside = [
        (abs((where[1] + where[3]) / 2 - middle), rank)
        for rank, line in enumerate(lines)
        if (where := line.where.box) is not None
        and (where[1] <= middle <= where[3] or box[1] <= (where[1] + where[3]) / 2 <= box[3])
    ]
    return min(beside)[1] if beside else None


def _joined(line: Block, field: Block) -> Block:
    """Add a field's spans to a line, from left to right."""
    spans = list(line.spans)
    for added in field.spans:
        left = added.box[0] if added.box else 0.0
        place = [rank for rank, span in enumerate(spans) if span.box and span.box[0] <= left]
        rank = place[-1] + 1 if place else 0
        apart = rank and added.kind == spans[rank - 1].kind == "text"
        spans[rank:rank] = [Span(text=" "), added] if apart else [added]
    return line.model_copy(update={"spans": tuple(spans)})


def _comes_before(line: Block, field: Block) -> bool:
    """Say whether a line stands above a tall field, or on its left as its label."""
    box, where = line.where.box, field.where.box
    if box is None or where is None:
        return False
    middle = (box[1] + box[3]) / 2
    return middle < where[1] or (middle < where[3] and box[2] <= where[0] + 2.0)


def _lies_in(box: Box | None, others: Sequence[Box]) -> bool:
    if box is None:
        return False
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(other[0] <= x <= other[2] and other[1] <= y <= other[3] for other in others)
