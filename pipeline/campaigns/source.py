"""Read one TOML file of a definition, and look into it even while it is faulty."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pipeline.campaigns import wording
from pipeline.campaigns.fault import Fault
from pipeline.campaigns.locate import KeyPath, line_of, lines
from schemas.base import Record

Table = Mapping[str, object]


@dataclass(frozen=True)
class Source:
    """A file as parsed: its values, and the line of each key. Empty when it could not be."""

    file: str
    data: Table
    lines: Mapping[KeyPath, int]

    def fault(self, path: KeyPath, message: str, remedy: str) -> Fault:
        """Blame the key at `path`."""
        return Fault(
            file=self.file,
            line=line_of(path, self.lines),
            key=wording.dotted(path),
            message=message,
            remedy=remedy,
        )

    def tables(self, *path: str | int) -> Iterator[tuple[KeyPath, Table]]:
        """Yield the tables of the list at `path` with their own path; nothing if no such list."""
        for rank, item in enumerate(items(self.at(*path))):
            if isinstance(item, dict):
                yield (*path, rank), item

    def at(self, *path: str | int) -> object:
        """Give the value at `path`, or None."""
        value: object = self.data
        for step in path:
            if isinstance(step, str) and isinstance(value, dict):
                value = value.get(step)
            elif isinstance(step, int) and isinstance(value, list) and step < len(value):
                value = value[step]
            else:
                return None
        return value


def items(value: object) -> Sequence[object]:
    """Give the items of a list, none of anything else."""
    return value if isinstance(value, list) else ()


def parse(path: Path) -> tuple[Source, tuple[Fault, ...]]:
    """Read a TOML file; a file that cannot be parsed gives an empty source and its fault.

    The mark that Notepad puts before UTF-8 is accepted: `tomllib` itself refuses it.
    """
    empty = Source(path.name, {}, {})
    if not path.is_file():
        return empty, (_missing(path),)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return empty, (_not_utf8(path, line),)
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line, message, remedy = wording.syntax(str(error), text.count("\n") + 1)
        return empty, (Fault(file=path.name, line=line, message=message, remedy=remedy),)
    return Source(path.name, data, lines(text)), ()


def fit(source: Source, model: type[Record], derived: Sequence[str] = ()) -> tuple[Fault, ...]:
    """Check the keys and types of a source against its record.

    Args:
        source: a parsed file; an empty one has had its fault told already.
        model: the record that its keys describe.
        derived: keys of the record that the file must not hold: they come from elsewhere.
    """
    if not source.data:
        return ()
    faults = [source.fault((key,), *_derived(key)) for key in derived if key in source.data]
    try:
        model.model_validate(source.data)
    except ValidationError as error:
        faults += [
            source.fault(found["loc"], *wording.error(found, model))
            for found in error.errors(include_url=False, include_input=False)
            if not _is_told_elsewhere(found, source, derived)
        ]
    return tuple(faults)


def _is_told_elsewhere(found: ErrorDetails, source: Source, derived: Sequence[str]) -> bool:
    path = found["loc"]
    # Pydantic counts the valid items: a list whose items are all faulty is not an empty one.
    faulty_items = found["type"] == "too_short" and bool(source.at(*path))
    # Our own validators speak English; the rules check the same in French.
    return found["type"] == "value_error" or faulty_items or (bool(path) and path[0] in derived)


def _derived(key: str) -> tuple[str, str]:
    return f"La clé « {key} » n’a pas sa place dans ce fichier.", "Retirez-la."


def _missing(path: Path) -> Fault:
    return Fault(
        file=path.name,
        message=f"Le fichier « {path.name} » manque dans le dossier de la campagne.",
        remedy="Copiez-le d’une campagne fournie, puis adaptez-le.",
    )


def _not_utf8(path: Path, line: int) -> Fault:
    return Fault(
        file=path.name,
        line=line,
        message="Le fichier n’est pas enregistré en UTF-8 : ses accents ne se lisent pas.",
        remedy="Ouvrez-le dans le Bloc-notes et enregistrez-le avec le codage UTF-8.",
    )
