"""A table of the arrival register: columns and cells, before any file is written."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.tables.wording import neutral, short_day

Shade = Literal["", "red", "amber", "green", "grey"]
Value = str | int | dt.datetime | dt.date | None
Kind = Literal["text", "centred", "code", "digest", "moment", "day", "number", "size"]


class Column(NamedTuple):
    """A column: its French title, its stable code, its width in characters, what it holds."""

    title: str
    code: str
    width: float
    kind: Kind = "text"


class Cell(NamedTuple):
    """A value and the colour behind it, which never tells more than the value does."""

    value: Value = None
    shade: Shade = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A sheet: its title, the sentences above the columns, the rows, what an empty one says.

    `frozen` is the number of columns that stay in sight.
    """

    name: str
    title: str
    above: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str
    frozen: int = 1


def fitting(columns: tuple[Column, ...], codes: Iterable[str]) -> tuple[Column, ...]:
    """Widen the columns of codes for the longest of them: a number on two lines reads badly."""
    longest = max(map(len, codes), default=0) + 0.5
    return tuple(
        one._replace(width=max(one.width, longest)) if one.kind == "code" else one
        for one in columns
    )


def flat(table: Table) -> Iterable[tuple[str, ...]]:
    """Give the titles, then the rows, as texts that no spreadsheet takes for formulas."""
    yield tuple(column.title for column in table.columns)
    for row in table.rows:
        yield tuple(_text(cell.value) for cell in row)


def _text(value: Value) -> str:
    if isinstance(value, str):
        return neutral(value)
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return short_day(value)
    return "" if value is None else str(value)
