"""Extract: answers in words, dates and amounts."""

import re
from collections.abc import Sequence

from pipeline.extract.columns import in_one_row
from pipeline.extract.compose import compose, verbatim
from pipeline.extract.doubt import MOST_IN_WORDS, finished, trust_in_prose, trust_of
from pipeline.extract.find import Occurrence
from pipeline.extract.layout import Layout
from pipeline.extract.line import Line, Region, is_blank
from pipeline.extract.rows import amounts_of_row
from pipeline.extract.second import DIFFERENT
from pipeline.extract.values import as_digits, parse
from schemas.candidature import Answer, Value
from schemas.form import Question

_GLUED = re.compile(r"(?<![@\w])[^\W\d_]{4,}\d+(?=[ ,])")
"""« place Fochy15, rue … »: some programs drop the line break between two lines of an address."""
_DIGITS = ("postal_code", "telephone", "siret", "date", "amount")
_IN_THOUSANDS = re.compile(r"\bk\s?(?:€|eur)|\bm€|milliers")
_BLANK_IN_ADDRESS = re.compile(r"\s*([@._\-])\s*")
"""A recogniser of letters sees blanks around the thin or wide ones of an address."""
_DASH = re.compile("[‐‑–—]")
_SPECK = re.compile(r"^[‘’'`|.,;:]\s*(?=\w)|(?<=\w)\s+[.,;:‘’'`|]+$")
"""Dust before or after the words of a short answer."""
_UNDERLINED = re.compile(r"(?<=\w)\s*_\s*(?=\w)")
_TAIL = re.compile(r"[\s,;]+(?::\s*)?$|\s+:$|[,;]$")
"""« Fait à Lens, le … »; « Adresse  12 rue X : » with the colon left behind the answer."""


def written_answer(layout: Layout, question: Question, region: Region) -> Answer:
    """Return what is written for a question, as its type holds it."""
    lines = region.lines
    if question.type != "long_text":
        loose = layout.sheet.is_ocr
        lines = [li for li in lines if not layout.prompts.is_mention(li.text, loose=loose)]
    text = _words(layout, question, region.occurrence, lines)
    written = [line for line in lines if not is_blank(line)]
    digits = as_digits(text) if _is_number(layout, question, written) else text
    parsed = parse(question.type, digits)
    reasons = [*region.reasons, *parsed.reasons]
    if text is not None:
        reasons += _doubts(layout, question, region.occurrence, written, text=text)
    reasons += _doubts_of_reading(layout, question, written, text=text, digits=digits)
    if text is None and not layout.is_beside_a_signature(question) and layout.has_ink(region):
        reasons.append("VIDE_SUR_IMAGE")
    is_prose = question.type == "long_text"
    answer = _answer(layout, parsed.value, region, written, reasons=reasons, is_prose=is_prose)
    if question.type == "text" and layout.is_unsure(written):
        most = min(answer.confidence, MOST_IN_WORDS)
        return answer.model_copy(update={"confidence": most})
    return answer


def _doubts_of_reading(
    layout: Layout,
    question: Question,
    written: Sequence[Line],
    *,
    text: str | None,
    digits: str | None,
) -> list[str]:
    """Return why a person should look at words read from a picture; a SIRET has its key."""
    is_email = question.type == "email" and text is not None
    is_in_pieces = is_email and layout.is_unsure(written) and " " in (text or "")
    unconfirmed = layout.is_unconfirmed(written)
    has_digits = question.type in _DIGITS and unconfirmed
    proven = question.type == "siret" and not parse("siret", digits).reasons
    doubts = {
        "MANUSCRIT": layout.is_by_hand(written),
        "CHIFFRES_OCR": digits != text or (has_digits and not proven),
        DIFFERENT: layout.is_disputed(written),
        "COURRIEL_OCR": is_in_pieces or (is_email and unconfirmed),
        "VIDE_SUR_IMAGE": layout.sheet.is_ocr and text is None and question.required,
    }
    return [code for code, holds in doubts.items() if holds]


def _is_number(layout: Layout, question: Question, written: Sequence[Line]) -> bool:
    return question.type in ("telephone", "postal_code", "siret") and layout.is_unsure(written)


def amount_answer(layout: Layout, question: Question, region: Region) -> Answer:
    """Return the amount that stands in a question's column of its row."""
    row = region.occurrence.item
    columns = [q.column or "" for q in row.questions]
    amounts = amounts_of_row(layout.sheet, region, columns)
    amount = amounts[columns.index(question.column or "")]
    parsed = parse("amount", amount.text)
    reasons = [*region.reasons, *parsed.reasons, *amount.reasons]
    if amount.text is None and layout.sheet.is_ocr and any(a.text for a in amounts):
        reasons.append("VIDE_SUR_IMAGE")
    if _is_turned(layout, region):
        reasons.append("COLONNE_DOUTEUSE")
    if amount.text and _IN_THOUSANDS.search(layout.sheet.plain, *_heading_of(layout, region)):
        reasons.append("MONTANT_ABREGE")
    if layout.is_by_hand(amount.lines):
        reasons.append("MANUSCRIT")
    if amount.text and layout.is_unconfirmed(amount.lines):
        reasons.append("CHIFFRES_OCR")
    if layout.is_disputed(amount.lines):
        reasons.append(DIFFERENT)
    return _answer(layout, parsed.value, region, amount.lines, reasons=reasons)


def _is_turned(layout: Layout, region: Region) -> bool:
    """Say whether the rows of a table stand as its columns: nothing beside their labels."""
    label = region.occurrence
    if any(not is_blank(line) for line in region.lines):
        return False
    rows = [o for o in layout.placed if o.item.kind == "row" and o is not label]
    return any(in_one_row(layout.sheet, label, other) for other in rows)


def _heading_of(layout: Layout, region: Region) -> tuple[int, int]:
    """Return the stretch above the first row of the table, where its unit is printed."""
    first = min(o.start for o in layout.placed if o.item.kind == "row")
    return max(first - 400, 0), min(first, region.start)


def _words(
    layout: Layout, question: Question, occurrence: Occurrence, lines: Sequence[Line]
) -> str | None:
    cells = layout.sheet.cells_at(occurrence.start)
    text = compose(layout.sheet, lines, table_of=cells[-1] if cells else None)
    if question.type == "long_text" or text is None:
        return text
    if question.type == "email":
        text = _unwrapped(lines) or text
        if layout.is_unsure(lines) and text.count("@") == 1:
            text = _DASH.sub("-", _BLANK_IN_ADDRESS.sub(r"\1", text))
    if layout.is_unsure(lines):
        text = _SPECK.sub("", _UNDERLINED.sub("_", text))
    return _TAIL.sub("", text) or None


def _unwrapped(lines: Sequence[Line]) -> str | None:
    """Return the address that a narrow cell cut over several lines, if that is what they hold."""
    texts = [line.text for line in lines if not is_blank(line)]
    whole = "".join(texts)
    cut = len(texts) > 1 and whole.count("@") == 1 and not re.search(r"\s", whole)
    return whole if cut else None


def _doubts(
    layout: Layout,
    question: Question,
    occurrence: Occurrence,
    written: Sequence[Line],
    *,
    text: str,
) -> list[str]:
    """Return why a person should look at written words, apart from what they say."""
    beside = written[0].block == occurrence.block
    # A person's name or function holds in a line; an address or a structure may take several.
    one_line = question.type not in ("long_text", "text", "date") or (
        question.type == "text" and question.personal
    )
    several = sum(not line.wrapped for line in written) > 1
    doubts = {
        "DEPLACE": layout.is_moved_alone(occurrence),
        "SUITE_DOUTEUSE": layout.next_is_lost(occurrence.item),
        "LIBELLE_REFORMULE": occurrence.reworded and occurrence.runs_on and beside,
        "LIGNES_EN_TROP": one_line and several,
        "COLONNE_DOUTEUSE": question.type != "long_text" and "\t" in text,
        "DATE_AUTOMATIQUE": question.type == "date" and layout.dates_are_live,
        "ENCRE_NON_LUE": layout.has_unread_ink(written),
        "REPONSE_COUVERTE": layout.is_covered(
            written, is_signed=layout.is_beside_a_signature(question)
        ),
        "INVITE_INCONNUE": any(span.placeholder for span in layout.spans(written)),
        "INVITE_RESTEE": layout.prompts.leaves_words(text),
        "MOTS_COLLES": question.type == "text" and _GLUED.search(text) is not None,
    }
    return [code for code, holds in doubts.items() if holds]


def _answer(
    layout: Layout,
    value: Value,
    region: Region,
    written: Sequence[Line],
    *,
    reasons: Sequence[str],
    is_prose: bool = False,
) -> Answer:
    start = written[0].start if written else region.occurrence.start
    end = written[-1].end if written else region.occurrence.end
    # Of a long text the whole counts: a wrong letter changes nothing of what it says.
    letters = (
        [trust_in_prose(*layout.clarity(written))] if is_prose else layout.confidences(written)
    )
    return finished(
        value,
        raw=verbatim(layout.sheet, region.start, region.end),
        confidence=trust_of(region.occurrence, letters),
        reasons=reasons,
        where=layout.sheet.where(start, end),
    )
