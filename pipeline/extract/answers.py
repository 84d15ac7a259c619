"""Extract, last step: an answer for each field of the form, with its place and its doubts."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.extract.align import align
from pipeline.extract.boxes import Choice, choose
from pipeline.extract.columns import share_columns
from pipeline.extract.compose import compose, verbatim
from pipeline.extract.find import Occurrence
from pipeline.extract.outline import Item, outline, vocabulary
from pipeline.extract.regions import Line, Region, adopt_missing, is_blank, prompts_of, regions
from pipeline.extract.rows import amounts_of_row
from pipeline.extract.sheet import Sheet
from pipeline.extract.signatures import Signature, marks_in, signature, zone_of
from pipeline.extract.values import parse
from schemas.candidature import Answer, Answers, Value
from schemas.document import Document, Span, Where
from schemas.form import Form, Question

_FLAG_BELOW = 0.8
_TRUST = {"exact": 0.99, "fuzzy": 0.9, "moved": 0.9, "adopted": 0.5}
ALWAYS_FLAGGED = {
    "CACHET_SEUL", "CASE_DOUTEUSE", "CHIFFRES_OCR", "CLE_SIRET", "COLONNE_DOUTEUSE",
    "DATE_AUTOMATIQUE", "DATE_ILLISIBLE", "DEPLACE", "DETAIL_SANS_CASE", "DEUX_CASES", "FORMAT",
    "IMAGE_A_LA_PLACE", "INVITE_INCONNUE", "INVITE_RESTEE", "LIBELLE_ABSENT", "LIBELLE_REFORMULE",
    "LIGNES_EN_TROP", "MONTANT_ILLISIBLE", "MOTS_COLLES", "OPTION_ABSENTE", "OPTION_RAYEE",
    "PLUSIEURS_VALEURS", "REPONSE_AVANT", "SANS_CASE", "SIGNATURE_AILLEURS", "SIGNATURE_DOUTEUSE",
    "SUITE_DOUTEUSE",
}  # fmt: skip
_GLUED = re.compile(r"(?<![@\w])[^\W\d_]{4,}\d+(?=[ ,])")
"""« place Fochy15, rue … »: some programs drop the line break between two lines of an address."""
_DIGITS = ("postal_code", "telephone", "siret", "date", "amount")


class _Reading:
    """One document against one form: what is placed where, and the answers drawn from it."""

    def __init__(self, document: Document, form: Form) -> None:
        self.prompts = prompts_of(form)
        self.items = outline(form)
        self.dates_are_live = any(n.code == "LIVE_FIELDS" for n in document.notices)
        self.sheet = Sheet(document, self.prompts.is_prompt, vocabulary(form))
        self.placed = align(self.sheet, self.items)
        self.by_item: dict[int, Occurrence] = {o.item.index: o for o in self.placed}
        found = regions(self.sheet, self.placed, self.prompts)
        share_columns(self.sheet, found)
        adopted = adopt_missing(self.sheet, self.items, found)
        self.regions: dict[int, Region] = {r.occurrence.item.index: r for r in found} | adopted
        # A whole section moved, its heading with it: its short labels are no doubt.
        self.section_moved = any(o.moved and o.item.kind == "heading" for o in self.placed)
        self.by_key: dict[str, Item] = {}
        for item in self.items:
            if item.kind in ("question", "row"):
                self.by_key |= {question.key: item for question in item.questions}
            elif item.option is not None and item.option.detail:
                self.by_key[item.option.detail] = item

        self.signatures = {
            q.key: self._signature(q) for q in form.questions if q.type == "signature"
        }

    def answer(self, question: Question) -> Answer:
        item = self.by_key[question.key]
        if question.type == "signature":
            return self._signed(question)
        if question.options:
            return self._chosen(question, item)
        region = self.regions.get(item.index)
        if region is None:
            return _lost()
        if item.kind == "row":
            return self._amount(question, item, region)
        return self._written(question, region)

    # -- written answers -------------------------------------------------------------------

    def _written(self, question: Question, region: Region) -> Answer:
        occurrence = region.occurrence
        lines = region.lines
        if question.type != "long_text":
            lines = [line for line in lines if not self.prompts.is_mention(line.text)]
        text = self._words(question, occurrence, lines)
        parsed = parse(question.type, text)
        written = [line for line in lines if not is_blank(line)]
        trust = self._trust(occurrence, written)
        reasons = [*region.reasons, *parsed.reasons]
        if text is not None:
            reasons += self._doubts(question, occurrence, written, text)
        if self._has_ocr_digits(question, written) and (question.type != "siret" or parsed.reasons):
            reasons.append("CHIFFRES_OCR")  # a SIRET proves itself by its key
        return self._answer(parsed.value, region, written, reasons, trust)

    def _doubts(
        self, question: Question, occurrence: Occurrence, written: Sequence[Line], text: str
    ) -> list[str]:
        """Return why a person should look at written words, apart from what they say."""
        beside = written[0].block == occurrence.block
        several = question.type not in ("long_text", "text", "date") and _extra_lines(written)
        doubts = {
            "DEPLACE": self._is_moved_alone(occurrence),
            "SUITE_DOUTEUSE": self._next_is_lost(occurrence.item),
            "LIBELLE_REFORMULE": occurrence.reworded and occurrence.runs_on and beside,
            "LIGNES_EN_TROP": several,
            "DATE_AUTOMATIQUE": question.type == "date" and self.dates_are_live,
            "INVITE_INCONNUE": any(span.placeholder for span in self._spans(written)),
            "INVITE_RESTEE": self.prompts.leaves_words(text),
            "MOTS_COLLES": question.type == "text" and _GLUED.search(text) is not None,
        }
        return [code for code, holds in doubts.items() if holds]

    def _has_ocr_digits(self, question: Question, written: Sequence[Line]) -> bool:
        return question.type in _DIGITS and bool(written) and self._is_ocr(written)

    def _words(
        self, question: Question, occurrence: Occurrence, lines: Sequence[Line]
    ) -> str | None:
        cells = self.sheet.cells_at(occurrence.start)
        text = compose(self.sheet, lines, table_of=cells[-1] if cells else None)
        if question.type == "long_text" or text is None:
            return text
        if question.type == "email":
            text = _unwrapped(lines) or text
        # « Fait à Lens, le … »; « Adresse  12 rue X : » with the colon left behind the answer.
        return re.sub(r"[\s,;]+(?::\s*)?$|\s+:$|[,;]$", "", text) or None

    def _answer(
        self,
        value: Value,
        region: Region,
        written: Sequence[Line],
        reasons: Sequence[str],
        trust: float,
    ) -> Answer:
        start = written[0].start if written else region.occurrence.start
        end = written[-1].end if written else region.occurrence.end
        return _finished(
            value,
            raw=verbatim(self.sheet, region.start, region.end),
            confidence=trust,
            reasons=reasons,
            where=self.sheet.where(start, end),
        )

    def _next_is_lost(self, item: Item) -> bool:
        """Say whether the label printed next is nowhere: its answer may stand in this one."""
        for following in self.items[item.index + 1 :]:
            if following.kind == "option" and following.parent == item.index:
                continue
            if following.kind not in ("question", "row"):
                return False
            return following.index not in self.regions
        return False

    def _is_moved_alone(self, occurrence: Occurrence) -> bool:
        """Say whether a short label stands out of order, its section's heading not with it."""
        return occurrence.moved and occurrence.item.length <= 4 and not self.section_moved

    def _trust(self, occurrence: Occurrence, written: Sequence[Line]) -> float:
        if occurrence.quality == 0:
            trust = _TRUST["adopted"]
        elif occurrence.fuzzy:
            trust = _TRUST["fuzzy"]
        else:
            trust = _TRUST["moved" if occurrence.moved else "exact"]
        return min([trust, *self._confidences(written)])

    def _spans(self, written: Sequence[Line]) -> Iterator[Span]:
        for line in written:
            for piece in self.sheet.pieces(line.start, line.end):
                if piece.span.kind == "text":
                    yield piece.span

    def _confidences(self, written: Sequence[Line]) -> list[float]:
        if self.sheet.is_sure:
            return []
        return [span.confidence for span in self._spans(written)]

    def _is_ocr(self, written: Sequence[Line]) -> bool:
        return self.sheet.is_ocr and any(c < 1 for c in self._confidences(written))

    # -- rows, boxes, signatures -------------------------------------------------------------

    def _amount(self, question: Question, item: Item, region: Region) -> Answer:
        headers = {
            o.item.wordings[0].words: o
            for o in self.placed
            if o.item.kind == "words" and o.start < region.start
        }
        columns = [q.column or "" for q in item.questions]
        texts = amounts_of_row(self.sheet, region, columns, headers)
        cell = texts[columns.index(question.column or "")]
        parsed = parse("amount", cell.text)
        reasons = [*region.reasons, *parsed.reasons, *cell.reasons]
        trust = self._trust(region.occurrence, cell.lines)
        if cell.text and self._is_ocr(cell.lines):
            reasons.append("CHIFFRES_OCR")
        return self._answer(parsed.value, region, cell.lines, reasons, trust)

    def _chosen(self, question: Question, item: Item) -> Answer:
        places = [o for o in self.placed if o.item.parent == item.index]
        label = self.by_item.get(item.index)
        if not places and label is None:
            return _lost(() if question.type == "choices" else None)
        first = label or places[0]
        start = label.end if label is not None else places[0].lead
        end = self._end_of(places[-1] if places else first)
        choice = choose(self.sheet, question, places, (start, end))
        reasons = [*choice.reasons]
        if self._is_moved_alone(first):
            reasons.append("DEPLACE")
        if self._details_without_box(question, choice):
            reasons.append("DETAIL_SANS_CASE")
        return _finished(
            _value(question, choice),
            raw=verbatim(self.sheet, start, end),
            confidence=choice.confidence,
            reasons=reasons,
            where=self.sheet.where(first.start, max(end - 1, first.start + 1)),
        )

    def _details_without_box(self, question: Question, choice: Choice) -> bool:
        """Say whether words answer « précisez » beside a box that is not ticked."""
        for option in question.options:
            if option.detail is None or option.code in choice.codes:
                continue
            region = self.regions.get(self.by_key[option.detail].index)
            if region is not None and any(not is_blank(line) for line in region.lines):
                return True
        return False

    def _end_of(self, occurrence: Occurrence) -> int:
        region = self.regions.get(occurrence.item.index)
        return region.end if region is not None else occurrence.end

    def _signed(self, question: Question) -> Answer:
        found = self.signatures[question.key]
        reasons = found.reasons
        if not found.signed and not reasons and self._has_unclaimed_mark():
            reasons = ("SIGNATURE_AILLEURS",)
        return _finished(
            found.signed, raw=None, confidence=found.confidence, reasons=reasons, where=found.where
        )

    def _signature(self, question: Question) -> Signature:
        item = self.by_key[question.key]
        anchor = self.by_key.get(question.within) if question.within else None
        zone = zone_of(
            self.sheet,
            self.by_item.get(anchor.index) if anchor is not None else None,
            self.by_item.get(item.index),
            self.placed,
        )
        return signature(self.sheet, zone)

    def _has_unclaimed_mark(self) -> bool:
        """Say whether ink or a picture near the end of the form stands in nobody's place."""
        claimed = {place for found in self.signatures.values() for place in found.claimed}
        starts = [
            o.start
            for o in self.placed
            if o.item.question is not None and o.item.question.type in ("date", "signature")
        ]
        return any(
            mark.place not in claimed and mark.picture.drawn != "stamp"
            for mark in marks_in(self.sheet)
            if starts and mark.place >= min(starts)
        )

    # -- the document as a whole ---------------------------------------------------------------

    def share(self, *, of: Sequence[Item]) -> float:
        total = sum(item.weight for item in of)
        found = sum(
            item.weight * min(self.by_item[item.index].quality, 1.0)
            for item in of
            if item.index in self.by_item
        )
        return found / total if total else 0.0

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


def extract(document: Document, form: Form) -> Answers:
    """Return an answer for every field of `form`, in printed order, read from `document`."""
    reading = _Reading(document, form)
    fields: Mapping[str, Answer] = {q.key: reading.answer(q) for q in form.questions}
    distinctive = [item for item in reading.items if item.length > 4]
    return Answers(
        recognised=round(min(reading.share(of=reading.items), 1.0), 4),
        distinctive=round(min(reading.share(of=distinctive), 1.0), 4),
        fields=fields,
        stray=tuple(reading.stray()),
    )


def _lost(value: Value = None) -> Answer:
    return Answer(value=value, confidence=0.3, flagged=True, reasons=("LIBELLE_ABSENT",))


def _finished(
    value: Value,
    *,
    raw: str | None,
    confidence: float,
    reasons: Sequence[str],
    where: Where | None,
) -> Answer:
    codes = tuple(dict.fromkeys(reasons))
    if confidence < _FLAG_BELOW and not codes:
        codes = ("LECTURE_DOUTEUSE",)
    flagged = confidence < _FLAG_BELOW or any(code in ALWAYS_FLAGGED for code in codes)
    if flagged:
        confidence = min(confidence, 0.79)
    return Answer(
        value=value,
        raw=raw,
        confidence=round(confidence, 3),
        flagged=flagged,
        reasons=codes,
        where=where,
    )


def _value(question: Question, choice: Choice) -> Value:
    if question.type == "choices":
        return choice.codes
    if len(choice.codes) != 1:
        return None
    if question.type == "boolean":
        return choice.codes[0] == question.options[0].code
    return choice.codes[0]


def _unwrapped(lines: Sequence[Line]) -> str | None:
    """Return the address that a narrow cell cut over several lines, if that is what they hold."""
    texts = [line.text for line in lines if not is_blank(line)]
    whole = "".join(texts)
    cut = len(texts) > 1 and whole.count("@") == 1 and not re.search(r"\s", whole)
    return whole if cut else None


def _extra_lines(lines: Sequence[Line]) -> bool:
    return len([line for line in lines if not is_blank(line) and not line.wrapped]) > 1
