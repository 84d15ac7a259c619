"""Extract: two readings of the same words — what they agree on, and which one to keep.

A second recogniser reads the short answers of a scan again (`Span.second`). Where both see the
same letters the answer is confirmed; where they differ a person must look, and is shown both.
"""

import re
from collections.abc import Iterator
from itertools import chain

from pipeline.extract.layout import Layout
from pipeline.extract.line import is_blank
from pipeline.extract.pages import arrange
from pipeline.extract.second import DIFFERENT, DISPUTED, OF_READING, differs
from schemas.candidature import Answer
from schemas.document import Block, Document, Span, Where
from schemas.form import Form, Question

READ_TWICE = {"text", "postal_code", "email", "telephone", "siret", "date", "amount"}
"""Types of answers whose every letter counts; a long text bears a wrong one."""
_CLEAR = 0.6  # words of a long text below are read again, to tell faint print from no print


def places_to_confirm(document: Document, form: Form) -> tuple[Where, ...]:
    """Return the places of the words that a second recogniser should read as well."""
    layouts = [Layout(one, form) for one in arrange(document, form).documents]
    spans = chain.from_iterable(_spans_of(la, q) for la in layouts for q in form.questions)
    return tuple(dict.fromkeys(place for place, span in spans if _is_recognised(span)))


def _is_recognised(span: Span) -> bool:
    return span.kind == "text" and span.confidence < 1 and span.box is not None


def _spans_of(layout: Layout, question: Question) -> Iterator[tuple[Where, Span]]:
    if question.options or question.type == "signature":
        return
    region = layout.region_of(question.key)
    for line in region.lines if region is not None else ():
        if is_blank(line):
            continue
        page = layout.sheet.blocks[line.block].where.page
        for piece in layout.sheet.pieces(line.start, line.end):
            span = piece.span
            if question.type in READ_TWICE or span.confidence < _CLEAR:
                yield Where(page=page, box=span.box), span


def with_second(document: Document) -> Document | None:
    """Return the document as the second recogniser reads it; None when it never differs."""
    if not any(differs(span) for block in document.blocks for span in block.spans):
        return None
    return document.model_copy(
        update={"blocks": tuple(_second_block(block) for block in document.blocks)}
    )


def _second_block(block: Block) -> Block:
    if not any(differs(span) for span in block.spans):
        return block
    spans = (
        span.model_copy(update={"text": span.second}) if differs(span) else span
        for span in block.spans
    )
    return block.model_copy(update={"spans": tuple(spans)})


def settled(question: Question, first: Answer, second: Answer) -> Answer:
    """Return the better of two answers that two recognisers gave, or the one they agree on.

    The words may differ where the value does not (« 06.39 » and « 06 39 »).
    """
    if DIFFERENT not in first.reasons or question.type not in READ_TWICE:
        return first
    if _key(question, first) == _key(question, second):
        kept = first if first.confidence >= second.confidence else second
        doubts = {"reasons": second.reasons, "flagged": second.flagged}
        return kept.model_copy(update=doubts | {"confidence": second.confidence})
    kept, left = (second, first) if _is_better(second, first) else (first, second)
    reasons = tuple(dict.fromkeys((DIFFERENT, *kept.reasons)))
    doubt = {"reasons": reasons, "flagged": True, "confidence": min(kept.confidence, DISPUTED)}
    return kept.model_copy(update=doubt | {"other": left.value})


def _key(question: Question, answer: Answer) -> object:
    """Return what of a value counts: of a telephone its digits, of an address not its case."""
    value = answer.value
    if not isinstance(value, str):
        return value
    if question.type == "telephone":
        return re.sub(r"[^\d+]", "", value)
    if question.type == "email":
        return re.sub(r"\s", "", value).lower()
    return value


def _is_better(second: Answer, first: Answer) -> bool:
    # The reader of the page has put first what it holds for likelier.
    if second.value is None or first.value is None:
        return first.value is None
    return len(_faults(second)) < len(_faults(first))


def _faults(answer: Answer) -> set[str]:
    return set(answer.reasons) - OF_READING
