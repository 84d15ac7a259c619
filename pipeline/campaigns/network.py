"""Read `network.csv`: the promeneurs in place, as a spreadsheet of the organiser saves it."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.campaigns.fault import Fault
from pipeline.campaigns.wording import nearest
from schemas.campaign import Member

COLUMNS: Mapping[str, str] = {
    "structure": "structure",
    "type": "type",
    "commune": "commune",
    "postal_code": "postal_code",
    "code_postal": "postal_code",
    "fields": "fields",
    "champs": "fields",
}
"""Header as written, in English or French → name in `Member`."""

_REQUIRED = ("structure", "type", "commune", "postal_code", "fields")
_POSTAL_CODE = re.compile(r"\d{5}")
_BETWEEN_CODES = re.compile(r"[|,\s]+")


def read_network(path: Path, codes: Sequence[str]) -> tuple[tuple[Member, ...], tuple[Fault, ...]]:
    """Read the members and the faults of their rows.

    Args:
        path: the CSV file, UTF-8 with or without mark, parted by « ; » or « , ».
        codes: the codes that a field of intervention may have; empty when the form has none.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return (), (_fault(path, None, "Le fichier manque.", "Créez-le, au besoin sans ligne."),)
    except UnicodeDecodeError:
        return (), (
            _fault(
                path,
                None,
                "Le fichier n’est pas enregistré en UTF-8 : ses accents ne se lisent pas.",
                "Dans Excel, enregistrez-le sous « CSV UTF-8 (délimité par des virgules) ».",
            ),
        )
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    header = [COLUMNS.get(name.strip().lower(), name.strip()) for name in next(rows, [])]
    if faults := tuple(_header_faults(path, header)):
        return (), faults
    members: list[Member] = []
    found: list[Fault] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        faults = tuple(_row_faults(path, rows.line_num, header, row, codes))
        found.extend(faults)
        if not faults:
            members.append(_member(dict(zip(header, row, strict=True))))
    return tuple(members), tuple(found)


def _header_faults(path: Path, header: Sequence[str]) -> Iterator[Fault]:
    for name in _REQUIRED:
        if name not in header:
            yield _fault(
                path, 1, f"La colonne « {name} » manque.", "Ajoutez-la à la première ligne."
            )
    for name in header:
        if name not in _REQUIRED:
            yield _fault(path, 1, f"La colonne « {name} » est inconnue.", nearest(name, _REQUIRED))


def _row_faults(
    path: Path, line: int, header: Sequence[str], row: Sequence[str], codes: Sequence[str]
) -> Iterator[Fault]:
    if len(row) != len(header):
        yield _fault(
            path,
            line,
            f"La ligne a {len(row)} cases au lieu de {len(header)}.",
            "Vérifiez les séparateurs ; mettez entre guillemets un texte qui en contient.",
        )
        return
    cells = dict(zip(header, row, strict=True))
    for name in ("structure", "type", "commune"):
        if not cells[name].strip():
            yield _fault(path, line, f"La case « {name} » est vide.", "Complétez-la.", name)
    if not _POSTAL_CODE.fullmatch(cells["postal_code"].strip()):
        yield _fault(
            path,
            line,
            f"« {cells['postal_code']} » n’est pas un code postal.",
            "Écrivez cinq chiffres ; un tableur retire parfois le zéro de tête.",
            "postal_code",
        )
    for code in _fields(cells["fields"]):
        if codes and code not in codes:
            yield _fault(
                path,
                line,
                f"Aucun champ d’intervention n’a le code « {code} ».",
                nearest(code, codes),
                "fields",
            )


def _member(cells: Mapping[str, str]) -> Member:
    return Member(
        structure=cells["structure"].strip(),
        type=cells["type"].strip(),
        commune=cells["commune"].strip(),
        postal_code=cells["postal_code"].strip(),
        fields=_fields(cells["fields"]),
    )


def _fields(cell: str) -> tuple[str, ...]:
    return tuple(code for code in _BETWEEN_CODES.split(cell.strip()) if code)


def _fault(
    path: Path, line: int | None, message: str, remedy: str, key: str | None = None
) -> Fault:
    return Fault(file=path.name, line=line, key=key, message=message, remedy=remedy)
