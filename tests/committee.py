"""A committee at work in the workbook of a ranking."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

MOTIVE = "Le dossier est arrivé après la clôture."


def filled_in(source: Path, folder: Path, decisions: Mapping[str, str]) -> Path:
    """Write decisions into a workbook and have LibreOffice save it, as people would.

    Args:
        source: `classement.xlsx` as the software writes it.
        folder: where the workbook filled in goes.
        decisions: dossier number to decision, « Retenu », « Irrecevable »…
    """
    shown = load_workbook(source, data_only=True)["Classement"]
    book = load_workbook(source)
    sheet = book["Classement"]
    keys = next(row for row in shown.iter_rows() if "numero" in [cell.value for cell in row])
    column = {cell.value: cell.column for cell in keys}
    for row in range(keys[0].row + 1, shown.max_row + 1):
        number = str(shown.cell(row, column["numero"]).value)
        if number in decisions:
            words = f"{decisions[number]} · {number[-3:]}"
            sheet.cell(row, column["decision"]).value = words
            sheet.cell(row, column["motif"]).value = MOTIVE
    book.save(folder / "rempli.xlsx")
    profile = f"-env:UserInstallation=file://{folder}/profil"
    subprocess.run(
        [
            *("soffice", profile, "--headless", "--convert-to", "xlsx"),
            *("--outdir", str(folder / "enregistre"), str(folder / "rempli.xlsx")),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / "enregistre" / "rempli.xlsx"
