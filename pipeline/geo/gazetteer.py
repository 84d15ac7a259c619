"""The communes of France and what a dossier's town stands for among them.

Tables: `data/` beside this module, with their sources in `SOURCES.json` and `NOTICE`.
"""

import csv
import functools
import gzip
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from pipeline.geo.match import Index, Match, find
from pipeline.geo.names import normalise, postal_code
from schemas.candidature import Commune

DATA = Path(__file__).parent / "data"

_EARTH = 6371.0088  # mean radius in kilometres (IUGG)
_METRE = 3  # decimals of a kilometre

__all__ = ["DATA", "Gazetteer", "Match", "kilometres", "load", "notice"]


class Gazetteer:
    """Communes by département, built as they are asked for.

    Args:
        rows: lines of `communes_fr.csv`, by département.
        former: former name and present INSEE code, by département.
        digest: SHA-256 of the tables, part of what a ranking depends on.
    """

    def __init__(
        self,
        rows: Mapping[str, Sequence[Sequence[str]]],
        former: Mapping[str, Sequence[tuple[str, str]]],
        digest: str,
    ) -> None:
        self._rows = rows
        self._former = former
        self.digest = digest
        self._indexes: dict[tuple[str, ...], Index] = {}

    def communes(self, departments: Iterable[str]) -> tuple[Commune, ...]:
        """Give the communes of these départements (« 62 », « 2A », « 974 »), by INSEE code."""
        index = self._index(tuple(sorted(set(departments))))
        return tuple(index.communes[insee] for insee in sorted(index.communes))

    def match(
        self, town: str | None, postal_code_: str | None, departments: Iterable[str]
    ) -> Match:
        """Say which commune of these départements an answer stands for.

        Args:
            town: the town as written, a postal code or CEDEX beside it or not.
            postal_code_: the postal code as written.
            departments: where to look; a town elsewhere is unknown.
        """
        asked = tuple(sorted(set(departments)))
        code = postal_code(postal_code_) or postal_code(town)
        index = self._index(asked)
        # A code that no commune of theirs has is a CEDEX code if its département fits.
        elsewhere = (
            code is not None and not index.at(code) and not _departments_of(code) & set(asked)
        )
        return find(index, normalise(town or ""), code, code_elsewhere=elsewhere)

    def _index(self, departments: tuple[str, ...]) -> Index:
        if departments not in self._indexes:
            communes = [_commune(row) for d in departments for row in self._rows.get(d, ())]
            former = [pair for d in departments for pair in self._former.get(d, ())]
            self._indexes[departments] = Index(communes, former)
        return self._indexes[departments]


@functools.cache
def load(folder: Path = DATA) -> Gazetteer:
    """Read the tables: about a tenth of a second; a département is built when asked for."""
    packed = (folder / "communes_fr.csv.gz").read_bytes()
    aliases = (folder / "alias_fr.csv").read_bytes()
    rows: dict[str, list[list[str]]] = {}
    for row in list(csv.reader(io.StringIO(gzip.decompress(packed).decode("utf-8"))))[1:]:
        rows.setdefault(row[2], []).append(row)
    former: dict[str, list[tuple[str, str]]] = {}
    for name, insee, department, _ in list(csv.reader(io.StringIO(aliases.decode("utf-8"))))[1:]:
        former.setdefault(department, []).append((name, insee))
    return Gazetteer(rows, former, hashlib.sha256(packed + aliases).hexdigest())


def kilometres(one: Commune, other: Commune) -> float | None:
    """Give the great-circle distance to the metre, or None when a place is not known.

    To the metre, so that whether a commune lies within a radius does not hang on the last
    bit of a computer's sine.
    """
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    north, south = radians(one.latitude or 0.0), radians(other.latitude or 0.0)
    across = radians((other.longitude or 0.0) - (one.longitude or 0.0))
    chord = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return round(2 * _EARTH * asin(sqrt(chord)), _METRE)


def notice() -> str:
    """Give the sources of the tables, as every map and table made from them must state."""
    return (DATA / "NOTICE").read_text("utf-8").strip()


def _departments_of(code: str) -> set[str]:
    return {code[:2], code[:3]} | ({"2A", "2B"} if code.startswith("20") else set())


def _commune(row: Sequence[str]) -> Commune:
    insee, name, department, _, epci, epci_name, codes, population, lon, lat, _ = row
    return Commune(
        insee=insee,
        name=name,
        department=department,
        postal_codes=tuple(codes.split()),
        epci=epci or None,
        epci_name=epci_name or None,
        population=int(population or 0),
        longitude=float(lon) if lon else None,
        latitude=float(lat) if lat else None,
    )
