"""Where things stand in « Classement » and « Notes », so that the formulas of one find the other.

Rows and columns are counted from 0, as XlsxWriter does; the references are Excel's.
"""

from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

KEYS_ROW, NAMES_ROW, WEIGHTS_ROW, HEAD_ROW = 4, 5, 6, 7
FIRST = 8
"""First row of data, in both sheets."""

PLACES_CELL = (3, 2)
IDENTITY = ("rang", "numero", "structure", "commune", "territoire", "professionnel", "champs")
AFTER = ("total", "alertes", "proposition", "decision", "motif")
HIDDEN = ("numero_edition", "position", "ligne", "suffixe")
CHOICES = 4
COMPUTED = ("total", "a_noter", "manquantes", "sous_seuil", "centiemes")
FACTS = ("structure", "commune", "territoire", "professionnel", "champs", "alertes", "suffixe")


@dataclass(frozen=True)
class Plan:
    """The columns of both sheets for `criteria` criteria, `rows` dossiers, `appeals` tie rules."""

    criteria: int
    rows: int
    appeals: int

    @property
    def last(self) -> int:
        """Last row of data; the first one when there is no dossier."""
        return FIRST + max(self.rows, 1) - 1

    # Classement

    def note(self, criterion: int) -> int:
        """Column of « Classement » with the mark; the points stand right of it."""
        return len(IDENTITY) + 2 * criterion

    def after(self, name: str) -> int:
        """Column of « Classement » right of the criteria, hidden ones included."""
        return len(IDENTITY) + 2 * self.criteria + (*AFTER, *HIDDEN).index(name)

    def choice(self, index: int) -> int:
        """Hidden column of « Classement » with the words of a decision for this row."""
        return self.after(HIDDEN[-1]) + 1 + index

    def weight(self, criterion: int) -> str:
        """Reference of the weight of a criterion."""
        return f"Classement!{_fixed(WEIGHTS_ROW, self.note(criterion))}"

    @property
    def places(self) -> str:
        """Reference of the number of places."""
        return f"Classement!{_fixed(*PLACES_CELL)}"

    # Notes

    def automatic(self, criterion: int) -> int:
        """Column of « Notes » with the automatic mark; then the jury's, then the counted one."""
        return 2 + 3 * criterion

    def counted(self, criterion: int) -> int:
        """Column of « Notes » with the mark that counts."""
        return self.automatic(criterion) + 2

    def computed(self, name: str) -> int:
        """Column of « Notes » with a number worked out from the marks."""
        return 2 + 3 * self.criteria + COMPUTED.index(name)

    def rank(self, step: int) -> int:
        """Column of « Notes » with the rank after the first `step` tie rules."""
        return self.computed(COMPUTED[-1]) + 1 + 2 * step

    def key(self, step: int) -> int:
        """Column of « Notes » with the mark, in hundredths, that tie rule `step` ≥ 1 compares."""
        return self.rank(step) - 1

    @property
    def position(self) -> int:
        """Column of « Notes » with the line where « Classement » shows the dossier."""
        return self.rank(self.appeals) + 1

    @property
    def proposal(self) -> int:
        """Column of « Notes » with the proposal."""
        return self.position + 1

    def fact(self, name: str) -> int:
        """Hidden column of « Notes » with a text that « Classement » shows."""
        return self.proposal + 1 + FACTS.index(name)

    def column(self, column: int, *, sheet: str = "") -> str:
        """Give the reference of all data rows of a column, in `sheet` when it is named."""
        name = xl_col_to_name(column)
        where = f"{sheet}!" if sheet else ""
        return f"{where}${name}${FIRST + 1}:${name}${self.last + 1}"


def cell(row: int, column: int) -> str:
    """Give the reference of a cell in the same row: the column fixed, the row free to move."""
    return str(xl_rowcol_to_cell(row, column, col_abs=True))


def _fixed(row: int, column: int) -> str:
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
