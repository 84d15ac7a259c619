"""Extract: one document against one form, what is placed where, and what belongs to it."""

import re
from collections.abc import Iterator, Sequence

from pipeline.extract.align import align
from pipeline.extract.breaks import rejoined
from pipeline.extract.columns import share_columns
from pipeline.extract.compose import compose
from pipeline.extract.find import Occurrence
from pipeline.extract.gaps import gaps_of
from pipeline.extract.line import Line, Region
from pipeline.extract.lost import adopt_missing
from pipeline.extract.outline import Item, outline, vocabulary
from pipeline.extract.prompts import prompts_of
from pipeline.extract.regions import regions
from pipeline.extract.second import differs, trust_in
from pipeline.extract.sheet import Sheet
from schemas.document import Box, Document, Span, Where
from schemas.form import Form, Question

_LINE = 8  # letters
_OVER = 20.0  # points of a line that a stamp covers before it hides a word


_TRACE, _UNREAD = 8.0, 0.25  # points; the confidence of strokes that are nothing known
_WORD = 14.0  # points: the shortest answer in ink, « CDI » or a number


def _lies_in(box: Box, around: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return around[0] <= x <= around[2] and around[1] <= y <= around[3]


def _covers(stamp: Box, line: Box) -> bool:
    across = min(stamp[2], line[2]) - max(stamp[0], line[0])
    down = min(stamp[3], line[3]) - max(stamp[1], line[1])
    return across > _OVER and down > (line[3] - line[1]) / 2


_BY_HAND = 0.3  # of the letters of an answer: of typed long answers on creased paper 0.15


class Layout:
    """The printed form laid over a document.

    `placed` holds what was found, in the order of the document; `regions` the lines of each item
    by its index, those given to lost labels included.
    """

    def __init__(self, document: Document, form: Form) -> None:
        document = rejoined(document)
        self.prompts = prompts_of(form)
        self.items = outline(form)
        self.dates_are_live = any(n.code == "LIVE_FIELDS" for n in document.notices)
        self.sheet = Sheet(document, self.prompts.is_prompt, vocabulary(form))
        placed = align(self.sheet, self.items)
        self.gaps = gaps_of(self.sheet, self.items, placed)
        absent = frozenset(key for gap in self.gaps for key in gap.keys)
        self.placed = [
            o
            for o in placed
            if o.item.question is None
            or o.item.kind == "option"
            or o.item.question.key not in absent
        ]
        self.by_item: dict[int, Occurrence] = {o.item.index: o for o in self.placed}
        found = regions(self.sheet, self.placed, self.prompts)
        share_columns(self.sheet, found)
        adopted = adopt_missing(self.sheet, self.items, found, absent)
        self.regions: dict[int, Region] = {r.occurrence.item.index: r for r in found} | adopted
        # A whole section moved, its heading with it: its short labels are no doubt.
        self._section_moved = any(o.moved and o.item.kind == "heading" for o in self.placed)
        self._drawn = [
            (block.where.page, span.box, span)
            for block in self.sheet.blocks
            for span in block.spans
            if span.picture is not None and span.box is not None
        ]
        self._signed = {q.within for q in form.questions if q.type == "signature"}
        self.by_key: dict[str, Item] = {}
        for item in self.items:
            if item.kind in ("question", "row"):
                self.by_key |= {question.key: item for question in item.questions}
            elif item.option is not None and item.option.detail:
                self.by_key[item.option.detail] = item

    def region_of(self, key: str) -> Region | None:
        """Return the lines of a field; None when its label is nowhere."""
        return self.regions.get(self.by_key[key].index)

    def label_of(self, key: str | None) -> Occurrence | None:
        """Return where the label of a field stands, if it was found."""
        return self.by_item.get(self.by_key[key].index) if key is not None else None

    def end_of(self, occurrence: Occurrence) -> int:
        """Return where what belongs to a placed item ends."""
        region = self.regions.get(occurrence.item.index)
        return region.end if region is not None else occurrence.end

    def next_is_lost(self, item: Item) -> bool:
        """Say whether the label printed next is nowhere: its answer may stand in this one."""
        for following in self.items[item.index + 1 :]:
            if following.kind == "option" and following.parent == item.index:
                continue
            if following.kind not in ("question", "row"):
                return False
            return following.index not in self.regions
        return False

    def is_moved_alone(self, occurrence: Occurrence) -> bool:
        """Say whether a short label stands out of order, its section's heading not with it."""
        return occurrence.moved and occurrence.item.length <= 4 and not self._section_moved

    def spans(self, lines: Sequence[Line]) -> Iterator[Span]:
        """Yield the text spans of some lines."""
        for line in lines:
            for piece in self.sheet.pieces(line.start, line.end):
                if piece.span.kind == "text":
                    yield piece.span

    def confidences(self, lines: Sequence[Line]) -> list[float]:
        """Return the confidence of the words of some lines; nothing when all are sure."""
        return [] if self.sheet.is_sure else [trust_in(span) for span in self.spans(lines)]

    def is_unsure(self, lines: Sequence[Line]) -> bool:
        """Say whether some words of these lines were read from a picture."""
        return any(span.confidence < 1 for span in self.spans(lines))

    def clarity(self, lines: Sequence[Line]) -> tuple[float, float]:
        """Return the mean confidence of the letters of some lines, and that of the worst line.

        1 when all are sure. A line of a few letters, which may be a speck, is no line.
        """
        if self.sheet.is_sure:
            return 1.0, 1.0
        sums = [self._sum(line) for line in lines]
        letters = sum(count for count, _ in sums)
        if not letters:
            return 1.0, 1.0
        means = [trust / count for count, trust in sums if count >= _LINE]
        return sum(trust for _, trust in sums) / letters, min(means, default=1.0)

    def _sum(self, line: Line) -> tuple[int, float]:
        spans = [span for span in self.spans([line]) if span.text.strip()]
        letters = sum(len(span.text) for span in spans)
        return letters, sum(len(span.text) * trust_in(span) for span in spans)

    def is_covered(self, lines: Sequence[Line], *, is_signed: bool) -> bool:
        """Say whether a stamp or strokes lie over some of these lines.

        Args:
            lines: of an answer.
            is_signed: a signature is expected there: only a stamp hides what it covers.
        """
        kinds = {"stamp"} if is_signed else {"stamp", "strokes"}
        return any(
            span.picture is not None and span.picture.drawn in kinds and _covers(box, where.box)
            for where in self._places(lines)
            for page, box, span in self._drawn
            if page == where.page and where.box is not None and span.confidence > _UNREAD
        )

    def is_beside_a_signature(self, question: Question) -> bool:
        """Say whether a person signs in the place of this answer."""
        return question.key in self._signed

    def has_unread_ink(self, lines: Sequence[Line]) -> bool:
        """Say whether strokes that are neither words nor a drawing stand among these lines."""
        places = [where for where in self._places(lines) if where.box is not None]
        for number in {where.page for where in places}:
            boxes = [where.box for where in places if where.page == number and where.box]
            around = (
                min(box[0] for box in boxes),
                min(box[1] for box in boxes),
                max(box[2] for box in boxes),
                max(box[3] for box in boxes),
            )
            if any(
                _lies_in(box, around) and box[2] - box[0] > _TRACE
                for page, box, span in self._drawn
                if page == number and span.confidence <= _UNREAD
            ):
                return True
        return False

    def _places(self, lines: Sequence[Line]) -> list[Where]:
        return [self.sheet.blocks[line.block].where for line in lines]

    def is_unconfirmed(self, lines: Sequence[Line]) -> bool:
        """Say whether some words were read from a picture, and not alike by two recognisers."""
        if not self.sheet.is_ocr:
            return False
        recognised = [s for s in self.spans(lines) if s.confidence < 1 and s.text.strip()]
        return any(span.second is None or differs(span) for span in recognised)

    def is_disputed(self, lines: Sequence[Line]) -> bool:
        """Say whether two recognisers read other letters somewhere on some lines."""
        return any(differs(span) for span in self.spans(lines))

    def has_ink(self, region: Region) -> bool:
        """Say whether strokes of a scan that were not read stand where an answer is expected."""
        first = self.sheet.block_at(region.start)
        last = self.sheet.block_at(max(region.start, region.end - 1))
        return any(
            span.picture.source == "pixels" and span.picture.width > _WORD
            for block in self.sheet.blocks[first : last + 1]
            for span in block.spans
            if span.picture is not None and span.picture.drawn == "strokes"
        )

    def is_by_hand(self, lines: Sequence[Line]) -> bool:
        """Say whether words of these lines look written by hand, not one misjudged among many."""
        written = [(len(span.text.strip()), span.by_hand) for span in self.spans(lines)]
        total = sum(letters for letters, _ in written)
        return sum(letters for letters, hand in written if hand) > _BY_HAND * total

    def share(self, items: Sequence[Item]) -> float:
        """Return the share (0–1) of the weight of `items` that was found."""
        total = sum(item.weight for item in items)
        found = sum(
            item.weight * min(self.by_item[item.index].quality, 1.0)
            for item in items
            if item.index in self.by_item
        )
        return min(found / total, 1.0) if total else 0.0

    def stray(self) -> list[str]:
        """Return written lines that stand under headings or boxes that ask for no words."""
        texts = []
        for item in self.items:
            region = self.regions.get(item.index)
            asks = item.option is not None and item.option.detail is not None
            if region is None or item.kind in ("question", "row") or asks:
                continue
            text = compose(self.sheet, region.lines)
            if text and re.search(r"\w{3}", text):
                texts.append(text)
        return texts
