"""Bookkeeping: the journal as a file: derived from the register, checked, told in French."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from pathlib import Path

from pydantic import ValidationError

from pipeline.errors import JournalAltered
from schemas.event import GENESIS, Event

_LINE_FEED = ord("\n")


@dataclass(frozen=True)
class Break:
    """A place where the journal does not hold: its 1-based line, None for the register."""

    line: int | None
    message: str

    def __str__(self) -> str:
        return f"ligne {self.line} : {self.message}" if self.line else f"registre : {self.message}"


def export(file: Path, lines: Sequence[bytes]) -> int:
    """Bring `journal.jsonl` level with the register; return the number of bytes added.

    Only ever appends. What a crash left unwritten, or half written, is completed.

    Raises:
        JournalAltered: the file is not a beginning of `lines`; it is left as it stands.
    """
    expected = b"".join(lines)
    present = file.read_bytes() if file.exists() else b""
    if not expected.startswith(present):
        raise JournalAltered(name=file.name, line=_first_difference(present, expected))
    rest = expected[len(present) :]
    if rest:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as journal:
            journal.write(rest)
            journal.flush()
            os.fsync(journal.fileno())
    return len(rest)


def verify(file: Path, lines: Sequence[bytes]) -> tuple[Break, ...]:
    """Check the register's chain, then that the file says exactly the same.

    Args:
        file: `journal.jsonl`; absent counts as empty.
        lines: the journal as the register holds it, each line with its line feed.

    Returns:
        Every place where something was altered, removed, added or cut; none when all holds.
    """
    content = file.read_bytes() if file.exists() else b""
    pieces = content.split(b"\n")
    written = [piece + b"\n" for piece in pieces[:-1]] + [piece for piece in pieces[-1:] if piece]
    register = tuple(Break(None, found.message) for found in broken_links(lines))
    return (*register, *broken_links(written), *_differences(written, lines))


def broken_links(lines: Sequence[bytes]) -> Iterator[Break]:
    """Yield the lines that were altered, or whose predecessor was altered or removed."""
    previous = GENESIS
    for line, text in enumerate(lines, start=1):
        try:
            event = Event.model_validate_json(text)
        except ValidationError:
            yield Break(line, "elle est illisible : elle a été modifiée.")
            continue
        if event.computed_digest() != event.digest:
            yield Break(line, f"l’événement n° {event.number} a été modifié.")
        elif event.previous != previous:
            yield Break(line, "la ligne qui la précède a été modifiée, ajoutée ou supprimée.")
        previous = event.digest


def _differences(written: Sequence[bytes], lines: Sequence[bytes]) -> Iterator[Break]:
    for line, (found, expected) in enumerate(zip_longest(written, lines), start=1):
        if found == expected:
            continue
        if found is None:
            yield Break(line, f"il manque {_lines(len(lines) - line + 1)} à la fin du fichier.")
            return
        if expected is None:
            yield Break(line, "elle n’est pas dans le registre : elle a été ajoutée.")
            return
        yield Break(line, "elle diffère de celle que le registre conserve.")
        if len(written) != len(lines):
            return  # from here on every line is shifted: saying so for each would hide the cause


def _lines(number: int) -> str:
    return "1 ligne" if number == 1 else f"{number} lignes"


def _first_difference(present: bytes, expected: bytes) -> int:
    same = takewhile(lambda pair: pair[0] == pair[1], zip(present, expected, strict=False))
    return 1 + sum(byte == _LINE_FEED for byte, _ in same)


def tell(event: Event) -> str:
    """Tell an event in a French phrase, without its date, its dossier or its author."""
    return _SENTENCES[event.code]({name: str(value) for name, value in event.facts.items()})


def _reading(facts: Mapping[str, str]) -> str:
    if "corrected" not in facts:
        return "dossier relu"
    return f"dossier mis à jour, {facts['corrected']} réponse(s) établie(s) par une personne"


def _lot(facts: Mapping[str, str]) -> str:
    return _fact(facts, "lot", " pour le lot {}")


def _fact(facts: Mapping[str, str], name: str, words: str) -> str:
    return words.format(facts[name]) if name in facts else ""


_STATES: Mapping[str, str] = {
    "recevable": "complet",
    "a_regulariser": "à régulariser",
    "irrecevable": "irrecevable",
    "illisible": "illisible",
    "hors_sujet": "hors sujet",
    "doublon": "copie d’un autre",
    "remplace": "remplacé",
    "rattache": "rattaché à un autre",
    "a_telecharger": "à télécharger",
}

_VERDICTS: Mapping[str, str] = {
    "distinct": "deux candidatures distinctes",
    "replace": "deux versions d’une même candidature",
    "attach": "un dossier et sa version signée",
}

_MARKS: Mapping[str, str] = {
    "flag": "marqué dans la messagerie",
    "move": "rangé dans la messagerie",
    "gone": "reçu, qui n’est plus sous ce numéro dans la messagerie",
}

_SENTENCES: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "campaign.registered": lambda f: f"appel enregistré, définition {f['definition'][:12]}",
    "campaign.changed": lambda f: (
        f"définition de l’appel changée, désormais {f['definition'][:12]}"
    ),
    "drop.received": lambda f: (
        f"dépôt n° {f['receipt']} reçu, {f['files']} fichier(s), {f['bytes']} octets,"
        f" empreinte {f['sha256'][:12]}"
    ),
    "drop.examined": lambda f: f"dépôt n° {f['receipt']} examiné, {f['dossiers']} dossier(s)",
    "dossier.registered": lambda f: (
        f"dossier enregistré, {_STATES.get(f['state'], f['state'])},"
        f" {f['flagged']} réponse(s) à vérifier, lecture {f['reading'][:12]}"
    ),
    "dossier.reread": lambda f: (
        f"{_reading(f)}, {_STATES.get(f['state'], f['state'])},"
        f" {f['flagged']} réponse(s) à vérifier, lecture {f['reading'][:12]}"
    ),
    "dossier.moved": lambda f: (
        f"passe de « {_STATES.get(f['before'], f['before'])} »"
        f" à « {_STATES.get(f['state'], f['state'])} »"
        f"{_fact(f, 'of', ' ({})')}{_lot(f)}"
    ),
    "kinship.judged": lambda f: (
        f"avis d’une personne sur ce dossier et {f['other']} : {_VERDICTS[f['verdict']]}"
        f"{_fact(f, 'keeps', ', {} compte')}"
    ),
    "delay.excused": lambda _: "retard accepté par une personne",
    "delay.counted": lambda _: "le retard compte de nouveau",
    "answer.confirmed": lambda f: (
        f"réponse {f['key']} vérifiée, exacte (vérification n° {f['record']})"
    ),
    "answer.corrected": lambda f: f"réponse {f['key']} corrigée (vérification n° {f['record']})",
    "answer.illegible": lambda f: (
        f"réponse {f['key']} illisible dans l’original (vérification n° {f['record']})"
    ),
    "answer.reopened": lambda f: (
        f"vérification de la réponse {f['key']} annulée (vérification n° {f['record']})"
    ),
    "link.noticed": lambda f: (
        f"dépôt n° {f['receipt']} : un dossier est à télécharger{_fact(f, 'until', ' avant le {}')}"
    ),
    "mail.marked": lambda f: f"dépôt n° {f['receipt']} : message {_MARKS[f['how']]}",
    "ranking.computed": lambda f: f"classement calculé{_lot(f)}, empreinte {f['ranking'][:12]}",
    "decision.recorded": lambda f: (
        f"décision enregistrée{_lot(f)} : {f['decision'].replace('_', ' ')}"
    ),
    "letter.written": lambda f: (
        f"{'projet de courrier' if f.get('draft') == 'True' else 'courrier'} préparé"
        f"{', à la place du projet' if 'replaces' in f else ''} : {f['kind']},"
        f" empreinte {f['sha256'][:12]}"
    ),
    "letter.voided": lambda f: f"courrier annulé : {f['kind']}",
}
