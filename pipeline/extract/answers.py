"""Extract, last step: an answer for each field of the form, with its place and its doubts."""

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.extract.agree import settled, with_second
from pipeline.extract.boxes import Choice, choose
from pipeline.extract.compose import verbatim
from pipeline.extract.copies import joined
from pipeline.extract.doubt import distrusted, doubted, finished, lost
from pipeline.extract.echo import echoed, unstamped
from pipeline.extract.layout import Layout
from pipeline.extract.line import is_blank
from pipeline.extract.outline import Item
from pipeline.extract.pages import arrange
from pipeline.extract.sheet import PICTURE
from pipeline.extract.signature_zones import zone_of
from pipeline.extract.signatures import Signature, marks_in, signature
from pipeline.extract.written import amount_answer, written_answer
from schemas.candidature import Answer, Answers, PagesTold, Value
from schemas.document import Document
from schemas.form import Form, Question


def extract(document: Document, form: Form) -> Answers:
    """Return an answer for every field of `form`, in printed order, read from `document`.

    Its pages are put in the order of the form before.
    """
    arranged = arrange(document, form)
    answers = joined([_weighed(one, form) for one in arranged.documents], form)
    fields = {
        key: doubted(answer, "PAGE_SANS_QUESTION") if key in arranged.doubtful else answer
        for key, answer in answers.fields.items()
    }
    told = arranged.told.model_copy(update={"gaps": answers.pages.gaps})
    return answers.model_copy(update={"fields": fields, "pages": told})


def _weighed(document: Document, form: Form) -> Answers:
    """Return the answers of a document whose pages are in order.

    Where a second recogniser read other words, its answer is weighed against the first one's.
    """
    first = _read(document, form)
    if document.reader not in ("scan", "mixed"):
        return first
    again = with_second(document)
    second = first.fields if again is None else _read(again, form).fields
    fields = {q.key: settled(q, first.fields[q.key], second[q.key]) for q in form.questions}
    return first.model_copy(
        update={"fields": distrusted(unstamped(form, echoed(form, fields)), form)}
    )


def _read(document: Document, form: Form) -> Answers:
    layout = Layout(document, form)
    signatures = {q.key: _signature(layout, q) for q in form.questions if q.type == "signature"}
    fields: Mapping[str, Answer] = {
        q.key: _signed(layout, q, signatures) if q.type == "signature" else _answer(layout, q)
        for q in form.questions
    }
    distinctive = [item for item in layout.items if item.length > 4]
    return Answers(
        recognised=round(layout.share(layout.items), 4),
        distinctive=round(layout.share(distinctive), 4),
        fields=fields,
        stray=tuple(layout.stray()),
        pages=PagesTold(gaps=tuple(layout.gaps)),
    )


def _answer(layout: Layout, question: Question) -> Answer:
    if question.options:
        return _chosen(layout, question)
    region = layout.region_of(question.key)
    if region is None:
        return lost()
    if layout.by_key[question.key].kind == "row":
        return amount_answer(layout, question, region)
    return written_answer(layout, question, region)


def _chosen(layout: Layout, question: Question) -> Answer:
    item = layout.by_key[question.key]
    places = [o for o in layout.placed if o.item.parent == item.index]
    label = layout.by_item.get(item.index)
    if not places and label is None:
        return lost(() if question.type == "choices" else None)
    first = label or places[0]
    start = label.end if label is not None else places[0].lead
    end = layout.end_of(places[-1] if places else first)
    choice = choose(layout.sheet, question, places, (start, end))
    reasons = [*choice.reasons]
    if layout.is_moved_alone(first):
        reasons.append("DEPLACE")
    if not choice.codes and _has_words_or_marks(layout, question, (start, end)):
        reasons.append("SANS_CASE")
    if _details_without_box(layout, question, choice):
        reasons.append("DETAIL_SANS_CASE")
    return finished(
        _value(question, choice),
        raw=verbatim(layout.sheet, start, end),
        confidence=choice.confidence,
        reasons=reasons,
        where=layout.sheet.where(first.start, max(end - 1, first.start + 1)),
    )


def _has_words_or_marks(layout: Layout, question: Question, limits: tuple[int, int]) -> bool:
    """Say whether something stands among options of which none is ticked: words, a pen mark."""
    if PICTURE in layout.sheet.text[limits[0] : limits[1]]:
        return True
    item = layout.by_key[question.key]
    regions = [
        region
        for index, region in layout.regions.items()
        if index == item.index or _belongs(region.occurrence.item, item)
    ]
    return any(re.search(r"\w{2}", line.text) for region in regions for line in region.lines)


def _belongs(option: Item, question: Item) -> bool:
    detail = option.option is not None and option.option.detail is not None
    return option.parent == question.index and not detail


def _details_without_box(layout: Layout, question: Question, choice: Choice) -> bool:
    """Say whether words answer « précisez » beside a box that is not ticked."""
    for option in question.options:
        if option.detail is None or option.code in choice.codes:
            continue
        region = layout.region_of(option.detail)
        if region is not None and any(not is_blank(line) for line in region.lines):
            return True
    return False


def _value(question: Question, choice: Choice) -> Value:
    if question.type == "choices":
        return choice.codes
    if len(choice.codes) != 1:
        return None
    if question.type == "boolean":
        return choice.codes[0] == question.options[0].code
    return choice.codes[0]


def _signature(layout: Layout, question: Question) -> Signature:
    anchor = layout.label_of(question.within)
    own = layout.label_of(question.key)
    found = signature(layout.sheet, zone_of(layout.sheet, anchor, own, layout.placed))
    nameless = question.within is not None and anchor is None
    if nameless and layout.sheet.is_ocr and not found.reasons:  # whose place it is, is a guess
        return replace(found, confidence=0.5, reasons=("SIGNATURE_DOUTEUSE",))
    return found


def _signed(layout: Layout, question: Question, signatures: Mapping[str, Signature]) -> Answer:
    found = signatures[question.key]
    reasons = found.reasons
    if not found.signed and not reasons and _has_unclaimed_mark(layout, signatures):
        reasons = ("SIGNATURE_AILLEURS",)
    return finished(
        found.signed, raw=None, confidence=found.confidence, reasons=reasons, where=found.where
    )


def _has_unclaimed_mark(layout: Layout, signatures: Mapping[str, Signature]) -> bool:
    """Say whether ink or a picture near the end of the form stands in nobody's place."""
    claimed = {place for found in signatures.values() for place in found.claimed}
    starts = [
        o.start
        for o in layout.placed
        if o.item.question is not None and o.item.question.type in ("date", "signature")
    ]
    return any(
        mark.place not in claimed and mark.picture.drawn != "stamp"
        for mark in marks_in(layout.sheet)
        if starts and mark.place >= min(starts) and mark.is_plain
    )
