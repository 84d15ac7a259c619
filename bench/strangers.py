"""As many Word dossiers as wanted, each of a candidate of its own: nobody is kin of anybody."""

import json
import zipfile
from collections.abc import Iterator
from html import escape
from itertools import cycle, islice
from pathlib import Path
from random import Random

from bench.copies import CORPUS, dossiers

_SYLLABLES = (
    "ba",
    "co",
    "du",
    "fe",
    "gi",
    "ho",
    "ju",
    "ka",
    "li",
    "mo",
    "nu",
    "pa",
    "que",
    "ro",
    "su",
)
_NAMES = ("structure.nom", "professionnel.nom", "signature.nom")
_CONTACTS = ("email", "telephone", "siret", "adresse", "ville")
_PROSE = 60  # characters: a longer answer is told in other words


def strangers(number: int, folder: Path) -> list[Path]:
    """Write so many Word dossiers, whose names, contacts and words are drawn for each."""
    folder.mkdir(parents=True)
    sources = [path for path in dossiers(paper=False) if path.suffix == ".docx"]
    truths = {path: _answers(path) for path in sources}
    usable = [path for path in sources if _is_whole(path, truths[path])]
    made = []
    for rank, source in enumerate(islice(cycle(usable), number), start=1):
        dice = Random(rank)  # noqa: S311 -- to be made again
        target = folder / f"{rank:05d} {source.name}"
        _rewrite(source, target, list(_changes(truths[source], dice)), rank)
        made.append(target)
    return made


def _answers(path: Path) -> dict[str, str]:
    truth = json.loads((CORPUS / f"{path.stem}.truth.json").read_text("utf-8"))
    return {key: value for key, value in truth["fields"].items() if isinstance(value, str)}


def _is_whole(path: Path, answers: dict[str, str]) -> bool:
    """Say whether each name stands in one piece, where it can be replaced."""
    with zipfile.ZipFile(path) as package:
        text = package.read("word/document.xml").decode()
    names = [answers[key] for key in answers if key in _NAMES or key.endswith("email")]
    return len(names) > 3 and all(f">{escape(name, quote=False)}<" in text for name in names)


def _changes(answers: dict[str, str], dice: Random) -> Iterator[tuple[str, str]]:
    """Yield what is written instead of what, longest first: names stand within addresses."""
    for key, value in sorted(answers.items(), key=lambda pair: -len(pair[1])):
        for line in value.splitlines():
            if key in _NAMES:
                yield line, f"{_word(dice)} {_word(dice)}"
            elif key.endswith(_CONTACTS):
                yield line, _contact(key, line, dice)
            elif len(line) >= _PROSE:
                words = [_word(dice) if len(word) > 4 else word for word in line.split(" ")]
                yield line, " ".join(words)


def _word(dice: Random) -> str:
    return "".join(dice.choices(_SYLLABLES, k=3)).capitalize()


def _contact(key: str, value: str, dice: Random) -> str:
    if key.endswith("email"):
        return f"{_word(dice)}@{_word(dice)}.example.org".lower()
    if value[-4:].replace(" ", "").isdigit():
        return value[:-5] + f"{dice.randrange(100):02d} {dice.randrange(100):02d}"
    return value


def _rewrite(source: Path, target: Path, changes: list[tuple[str, str]], rank: int) -> None:
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w") as after:
        for info in before.infolist():
            content = before.read(info)
            if info.filename == "word/document.xml":
                text = content.decode()
                for old, new in changes:
                    text = text.replace(escape(old, quote=False), escape(new, quote=False))
                content = text.encode()
            after.writestr(info, content, info.compress_type)
        after.comment = f"{rank:08d}".encode()
