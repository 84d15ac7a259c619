"""Review: `a-verifier.xlsx`, a line per doubtful field; only the answers can be typed into."""

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from pipeline.review import looks
from pipeline.review.columns import (
    ACTS,
    AGAIN,
    ANSWER,
    COLUMNS,
    DONE,
    FIELD,
    FREE,
    FRESH,
    HIDDEN,
    LINE,
    LISTS,
    MARK,
    OPEN_WHERE_FREE,
    PENDING,
    READ,
    TOKEN,
    UNASKED,
    VALUE,
    WHO,
    WHY,
    at,
)
from pipeline.review.doubt import Doubt
from pipeline.review.lists import Lists, choices_of, choose
from pipeline.review.looks import Looks
from pipeline.review.words import neutral, shown
from schemas.correction import Act

_HOW = (
    "Une ligne par valeur à vérifier, sous le même numéro que dans les pages « index.html »."
    " Choisissez « exact », « corrigé » (et écrivez la bonne valeur), « illisible » ou « vide »."
    " Ce qui reste sans réponse reste à vérifier."
)
_HOW_AGAIN = (
    "Ce qui a déjà été vérifié, et par qui. « annuler » remet la valeur à vérifier ;"
    " « corrigé » en donne une autre. Sans réponse, rien ne change."
)
_HOW_FREE = (
    "Une valeur fausse que personne n’a signalée ? Écrivez le numéro du dossier, choisissez le"
    " champ, et donnez la bonne valeur."
)
_FREE_ROWS = 40
_NAME_ROW, _KEYS_ROW, _HEAD_ROW = 2, 3, 4
_FIRST = 5
_LIMIT = 32_767


def draw_sheet(
    pending: Sequence[Doubt],
    done: Sequence[Doubt],
    *,
    title: str,
    campaign: str,
    fields: Sequence[str] = (),
) -> bytes:
    """Return the workbook; equal inputs give equal bytes.

    Args:
        pending: what is to be verified, in the order of the pages.
        done: what persons have verified.
        title: of the call.
        campaign: its identity: the workbook of another call is refused.
        fields: titles of all fields of the form, for values that nobody doubted.
    """
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": f"{PENDING} – {neutral(title)}", "created": looks.EPOCH})
        made = Looks(book)
        sheets = [book.add_worksheet(name) for name in (PENDING, DONE, FREE)]
        lists = Lists(book.add_worksheet(LISTS), made)
        lists.sheet.hide()
        lists.column((MARK, campaign))
        _write(sheets[0], pending, made, lists, heading=(f"{PENDING} – {title}", _HOW), acts=FRESH)
        _write(sheets[1], done, made, lists, heading=(f"{DONE} – {title}", _HOW_AGAIN), acts=AGAIN)
        _write_free(sheets[2], made, lists, heading=(f"{FREE} – {title}", _HOW_FREE), fields=fields)
    return target.getvalue()


def _write(
    sheet: Worksheet,
    doubts: Sequence[Doubt],
    made: Looks,
    lists: Lists,
    *,
    heading: tuple[str, str],
    acts: Sequence[Act],
) -> None:
    _write_head(sheet, made, heading, len(doubts))
    for row, doubt in enumerate(doubts, start=_FIRST):
        _write_line(sheet, row, doubt, made)
        words = tuple(ACTS[act] for act in acts)
        choose(sheet, (row, at(ANSWER)), lists.column(words), strict=True)
        if choices := choices_of(doubt, lists):
            choose(sheet, (row, at(VALUE)), choices, strict=False)
    if not doubts:
        sheet.write_string(_FIRST, 0, "Rien.", made(looks.PLAIN))
    last = max(_FIRST, _FIRST + len(doubts) - 1)
    sheet.autofilter(_HEAD_ROW, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(_FIRST, at(WHO))
    _colour(sheet, last, made)
    _print(sheet, heading[0])
    # No password: it keeps from mistakes, not from persons.
    sheet.protect(
        "",
        {
            "autofilter": True,
            "sort": True,
            "format_columns": True,
            "format_rows": True,
            "select_locked_cells": True,
        },
    )


def _write_free(
    sheet: Worksheet,
    made: Looks,
    lists: Lists,
    *,
    heading: tuple[str, str],
    fields: Sequence[str],
) -> None:
    _write_head(sheet, made, heading, 0)
    last = _FIRST + _FREE_ROWS - 1
    for row in range(_FIRST, last + 1):
        for column in OPEN_WHERE_FREE:
            sheet.write_blank(row, at(column), None, made(looks.CELL, looks.INPUT))
        words = tuple(ACTS[act] for act in UNASKED)
        choose(sheet, (row, at(ANSWER)), lists.column(words), strict=True)
        if fields:
            choose(sheet, (row, at(FIELD)), lists.column(tuple(fields)), strict=True)
    for column in (WHO, READ, WHY):
        sheet.set_column(at(column), at(column), None, None, {"hidden": True})
    _colour(sheet, last, made)
    _print(sheet, heading[0])
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _write_head(sheet: Worksheet, made: Looks, heading: tuple[str, str], lines: int) -> None:
    sheet.write_string(0, 0, neutral(heading[0]), made(looks.TITLE))
    sheet.set_row(0, 24)
    sheet.merge_range(1, 0, 1, at(VALUE), heading[1], made(looks.PLAIN))
    sheet.set_row(1, 34)
    sheet.merge_range(_NAME_ROW, 0, _NAME_ROW, 1, "Vérifié par\u00a0:", made(looks.NAME))
    sheet.merge_range(_NAME_ROW, 2, _NAME_ROW, 3, "", made(looks.INPUT))
    sheet.set_row(_NAME_ROW, 22)
    if lines:
        answers = xl_range(_FIRST, at(ANSWER), _FIRST + lines - 1, at(ANSWER))
        sheet.write_formula(
            _NAME_ROW,
            at(READ),
            f'="Réponses : "&COUNTA({answers})&" sur {lines}"',
            made(looks.PLAIN),
            f"Réponses : 0 sur {lines}",
        )
    for place, column in enumerate(COLUMNS):
        sheet.write_string(_KEYS_ROW, place, column.key, made(looks.PLAIN))
        sheet.write_string(_HEAD_ROW, place, column.title, made(looks.HEAD))
        hidden = {"hidden": True} if column in HIDDEN else {}
        sheet.set_column(place, place, column.width, None, hidden)
    sheet.set_row(_KEYS_ROW, None, None, {"hidden": True})
    sheet.set_row(_HEAD_ROW, 30)


def _write_line(sheet: Worksheet, row: int, doubt: Doubt, made: Looks) -> None:
    question = doubt.question
    read = shown(doubt.value, question)
    why = "\n".join(doubt.reasons)
    if doubt.said is not None:
        why = f"{doubt.said.act}, par {doubt.said.author}\nlu\u00a0: {doubt.said.read}"
    elif doubt.other is not None and shown(doubt.other, question) != read:
        why = f"{why}\nAutre lecture\u00a0: {shown(doubt.other, question)}"
    sheet.write_number(row, at(LINE), doubt.line, made(looks.CELL, looks.CENTRE))
    texts = (doubt.dossier, doubt.who, question.title, read, why)
    for place, text in enumerate(texts, start=1):
        sheet.write_string(row, place, neutral(text)[:_LIMIT], made(looks.CELL))
    sheet.write_blank(row, at(ANSWER), None, made(looks.CELL, looks.INPUT, looks.CENTRE))
    sheet.write_blank(row, at(VALUE), None, made(looks.CELL, looks.INPUT))
    sheet.write_string(row, at(HIDDEN[0]), question.key, made(looks.PLAIN))
    sheet.write_string(row, at(TOKEN), doubt.token, made(looks.PLAIN))
    sheet.set_row(row, looks.height(((read, READ.width), (why, WHY.width), (doubt.who, WHO.width))))


def _colour(sheet: Worksheet, last: int, made: Looks) -> None:
    """Have the program show what is done, and a correction whose value is missing."""
    answer, value = (xl_col_to_name(at(column)) for column in (ANSWER, VALUE))
    first = _FIRST + 1
    missing = f'=AND(${answer}{first}="{ACTS["corrige"]}",${value}{first}="")'
    done = f'=OR(${answer}{first}<>"",${value}{first}<>"")'
    for criteria, look in ((missing, looks.MISSING), (done, looks.FILLED)):
        options = {"type": "formula", "criteria": criteria, "format": made.bare(look)}
        sheet.conditional_format(_FIRST, at(ANSWER), last, at(VALUE), options)


def _print(sheet: Worksheet, title: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.35, right=0.35, top=0.4, bottom=0.55)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_footer(f"&L&8{neutral(title).replace('&', '&&')}&R&8Page &P / &N")
