"""Review: the drop-down lists of the workbook."""

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipeline.review import looks
from pipeline.review.columns import LISTS
from pipeline.review.doubt import Doubt
from pipeline.review.looks import Looks
from pipeline.review.words import labels_of, shown

_INLINE, _ONE = 200, frozenset(',"\n')


class Lists:
    """The choices of the drop-down lists: a cell holds no more than 255 characters of them."""

    def __init__(self, sheet: Worksheet, made: Looks) -> None:
        self.sheet = sheet
        self._made = made
        self._known: dict[tuple[str, ...], str] = {}

    def column(self, choices: tuple[str, ...]) -> str:
        """Return the reference of a column that holds these choices."""
        if choices not in self._known:
            column = len(self._known)
            for row, choice in enumerate(choices):
                self.sheet.write_string(row, column, choice, self._made(looks.PLAIN))
            name = xl_col_to_name(column)
            self._known[choices] = f"='{LISTS}'!${name}$1:${name}${len(choices)}"
        return self._known[choices]


def choices_of(doubt: Doubt, lists: Lists) -> str | list[str] | None:
    """Return what the right value may be: the printed options, or what another reading gave."""
    question = doubt.question
    if question.type == "signature":
        return lists.column(("présente", "absente"))
    if question.type in ("choice", "boolean"):
        return lists.column(tuple(labels_of(question).values()))
    if doubt.other is None or question.type == "choices":
        return None
    other = shown(doubt.other, question)
    # In the list itself, which parts its choices by commas: a hidden column for each value of
    # thousands of dossiers would not fit.
    return None if len(other) > _INLINE or not _ONE.isdisjoint(other) else [other]


def choose(
    sheet: Worksheet, place: tuple[int, int], source: str | list[str], *, strict: bool
) -> None:
    """Have a cell offer a list; `strict` when nothing else may be typed there."""
    sheet.data_validation(
        *place,
        *place,
        {
            "validate": "list",
            "source": source,
            "show_error": strict,
            "error_title": "Vérification",
            "error_message": "Choisissez dans la liste.",
        },
    )
