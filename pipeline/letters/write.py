"""Letters: from a dossier, a template that the organiser owns, and a decision of people."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.errors import (
    LetterWithoutDecision,
    NothingToAsk,
    RefusalWithoutReasons,
    UnvalidatedBlock,
)
from pipeline.letters.blocks import BLOCKS, Block, read_block
from pipeline.letters.compose import compose
from pipeline.letters.context import Occasion, missing_keys
from pipeline.letters.doubts import unvalidated
from pipeline.letters.reasons import faulty_reasons
from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.decision import Decision
from schemas.letter import Letter, LetterKind

OUTCOMES: Mapping[LetterKind, tuple[str, ...]] = {
    "acceptation": ("retenu",),
    "liste-attente": ("liste_attente",),
    "refus": ("non_retenu", "irrecevable"),
}
"""Kinds of letter that announce a decision, and the outcomes each may announce."""


def write_letter(
    kind: LetterKind,
    dossier: Dossier,
    campaign: Campaign,
    folder: Path,
    into: Path,
    *,
    dated: dt.date,
    decision: Decision | None = None,
    files: tuple[str, ...] = (),
    others: Sequence[str] = (),
    salutation: str = "Madame, Monsieur",
    sending: str = "Par courriel",
    channel: str = "courriel",
) -> Letter:
    """Write a letter as a Word file that a person reads, signs and sends.

    A decision letter exists only if a decision does (never a score), only with validated legal
    blocks and, for a refusal, only with reasons. The others may be written before validation,
    because the law gives one and ten working days for them: every page then says « PROJET »,
    as it does when a name or an address was read with doubt, or when a name of `others` stands
    in it outside the reasons, where it is refused.

    A letter on disk is never overwritten: someone may have edited it. The same bytes are left
    as they are, other bytes become `…_v2.docx`, `…_v3.docx`.

    Args:
        kind: which letter.
        dossier: to whom; candidates' words are inserted as text, never read as a template.
        campaign: as loaded.
        folder: the templates, `<kind>.docx`, and the legal blocks in `blocs/`.
        into: where the letter goes; made if need be.
        dated: the day written on it.
        decision: what was decided; needed by decision letters.
        files: what was received, as the acknowledgement lists it, e.g. « dossier.pdf (5 pages) ».
        others: names of the other structures and people of the campaign.
        salutation: without its comma; never guessed from a first name.
        sending: stands above the recipient: « Par courriel », « Lettre recommandée… ».
        channel: how the dossier came, after « par »: « courriel », « voie postale ».

    Raises:
        LetterWithoutDecision: a decision letter without the decision it announces.
        RefusalWithoutReasons: a refusal with no reason, or none but formulas.
        UnvalidatedBlock: a decision letter whose legal blocks nobody has validated.
        NothingToAsk: a request for complements for a dossier that misses nothing.
        FaultyTemplate: a template or a block that cannot be used.
        UnfitLetter: a marker is left in the result, or a reason names another candidate.
    """
    _require_decision(kind, dossier, campaign, decision)
    if kind == "demande-complements" and not missing_keys(dossier):
        raise NothingToAsk(dossier=dossier.number)
    blocks = _blocks(kind, folder, decision)
    lacking = tuple(unvalidated(blocks, campaign))
    if lacking and kind in OUTCOMES:
        raise UnvalidatedBlock(kind=kind, blocks=", ".join(lacking))
    occasion = Occasion(
        kind=kind,
        dated=dated,
        salutation=salutation,
        sending=sending,
        channel=channel,
        files=files,
    )
    template = folder / f"{kind}.docx"
    composed = compose(
        dossier, campaign, decision, occasion, template=template, blocks=blocks, others=others
    )
    return Letter(
        kind=kind,
        dossier=dossier.number,
        path=_store(composed.content, into, _name(kind, dossier, decision)),
        sha256=hashlib.sha256(composed.content).hexdigest(),
        template_sha256=hashlib.sha256(template.read_bytes()).hexdigest(),
        data_sha256=composed.data_sha256,
        draft=bool(composed.doubts),
        remarks=(*composed.doubts, *composed.misprints),
    )


def _require_decision(
    kind: LetterKind, dossier: Dossier, campaign: Campaign, decision: Decision | None
) -> None:
    if kind not in OUTCOMES:
        return
    expected = " ou ".join(OUTCOMES[kind])
    if (
        decision is None
        or decision.dossier != dossier.number
        or decision.outcome not in OUTCOMES[kind]
        or (decision.origin == "automatic" and campaign.decision != "automatic")
        or decision.lot not in (None, *(lot.id for lot in campaign.lots))
    ):
        raise LetterWithoutDecision(dossier=dossier.number, kind=kind, expected=expected)
    if kind == "refus" and (detail := faulty_reasons(decision, campaign)):
        raise RefusalWithoutReasons(dossier=dossier.number, detail=detail)


def _blocks(kind: LetterKind, folder: Path, decision: Decision | None) -> Mapping[str, Block]:
    # What an automatic decision must say of the treatment is not what a committee's must: its
    # mention is another text, under the same name in the template (RGPD art. 22).
    alone = decision is not None and decision.origin == "automatic"
    files = {
        name: f"{name}-seul" if alone and name == "algorithme" else name for name in BLOCKS[kind]
    }
    return {name: read_block(folder / "blocs" / f"{file}.txt") for name, file in files.items()}


def _name(kind: LetterKind, dossier: Dossier, decision: Decision | None) -> str:
    of_lot = f"_{decision.lot}" if decision and decision.lot else ""
    return f"{dossier.number}_{kind}{of_lot}"


def _store(letter: bytes, into: Path, name: str) -> Path:
    into.mkdir(parents=True, exist_ok=True)
    version = 1
    target = into / f"{name}.docx"
    while target.exists():
        if target.read_bytes() == letter:
            return target
        version += 1
        target = into / f"{name}_v{version}.docx"
    partial = target.with_suffix(".partial")
    partial.write_bytes(letter)
    partial.replace(target)
    return target
