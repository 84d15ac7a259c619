"""Compose a letter: its variables, its blocks, what to see before sending, and its bytes."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import rfc8785

from pipeline.errors import UnfitLetter
from pipeline.letters import rules
from pipeline.letters.blocks import Block
from pipeline.letters.context import Occasion, fill, printable
from pipeline.letters.doubts import doubts, unvalidated
from pipeline.letters.render import fill_block, render
from pipeline.letters.variables import Variables
from schemas.base import Record
from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.decision import Decision
from schemas.letter import LetterKind

_TITLES: Mapping[LetterKind, str] = {
    "accuse-reception": "Accusé de réception",
    "demande-complements": "Demande de compléments",
    "acceptation": "Candidature retenue",
    "liste-attente": "Inscription sur liste d’attente",
    "refus": "Suite donnée à la candidature",
}
_DRAFT = "PROJET – NE PAS ENVOYER EN L’ÉTAT. "
_NAMED = "à vérifier : la lettre porte le nom d’une autre candidature"


class Composed(Record):
    """A letter not yet on disk. `doubts` make it a draft, `misprints` do not."""

    content: bytes
    data_sha256: str
    doubts: tuple[str, ...]
    misprints: tuple[str, ...]


def compose(
    dossier: Dossier,
    campaign: Campaign,
    decision: Decision | None,
    occasion: Occasion,
    *,
    template: Path,
    blocks: Mapping[str, Block],
    others: Sequence[str],
) -> Composed:
    """Compose a letter and look it over.

    Raises:
        FaultyTemplate: the template or a block cannot be used.
        UnfitLetter: a marker is left, or a reason names another candidate.
    """
    variables = fill(dossier, campaign, decision, occasion)
    names = [printable(name) for name in others]
    _refuse_named(dossier, occasion.kind, variables, names)
    seen = [*(f"à faire valider : {name}" for name in unvalidated(blocks, campaign))]
    seen += doubts(dossier, campaign, occasion)

    def rendered() -> bytes:
        title = f"{_TITLES[occasion.kind]} – {dossier.number}"
        banner = _DRAFT + _listed(seen) if seen else None
        return render(template, variables, blocks, title=title, dated=occasion.dated, banner=banner)

    content = rendered()
    words, typed = rules.text_of(content), tuple(_typed(variables))
    if markers := rules.unresolved(words, typed):
        detail = f"il y reste « {' '.join(markers)} »"
        raise UnfitLetter(dossier=dossier.number, kind=occasion.kind, detail=detail)
    if rules.strangers(words, tuple(_ours(variables)), names):
        # A template may hold a name typed by mistake; it may also hold plain words that some
        # candidate took for a name, who must not be able to stop the letters of all others.
        seen.append(_NAMED)
        content = rendered()
    return Composed(
        content=content,
        data_sha256=_digest(variables, blocks),
        doubts=tuple(seen),
        misprints=tuple(rules.misprints(words, typed)),
    )


def _refuse_named(
    dossier: Dossier, kind: LetterKind, variables: Variables, names: Sequence[str]
) -> None:
    phrases = "\n".join(motif.phrase for motif in variables.motifs)
    if rules.strangers(phrases, tuple(_own(variables)), names):
        # The name itself stays out of the message: errors are logged.
        detail = "un motif nomme un autre candidat"
        raise UnfitLetter(dossier=dossier.number, kind=kind, detail=detail)


def _own(variables: Variables) -> Iterator[str]:
    yield from variables.destinataire
    yield from variables.fichiers
    yield from filter(None, (variables.structure, variables.professionnel))


def _typed(variables: Variables) -> Iterator[str]:
    yield from _own(variables)
    yield from (motif.phrase for motif in variables.motifs)


def _ours(variables: Variables) -> Iterator[str]:
    """Yield the candidate's own words and the campaign's: names in them are in their place."""
    yield from _own(variables)
    yield from _strings(variables.model_dump(exclude={"motifs"}))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _strings(item)


def _listed(seen: Sequence[str]) -> str:
    text = "\u00a0; ".join(seen)
    return f"{text[0].upper()}{text[1:]}."


def _digest(variables: Variables, blocks: Mapping[str, Block]) -> str:
    data = {
        "variables": variables.model_dump(mode="json"),
        "blocs": {name: list(fill_block(block, variables)) for name, block in blocks.items()},
    }
    return hashlib.sha256(rfc8785.dumps(data)).hexdigest()
