"""Everything a ranking depends on: collected from the register, kept as bytes, read back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.audit import tell
from pipeline.run.clock import shown
from pipeline.run.lots import for_lot
from pipeline.run.session import Session
from pipeline.store.shelf import INPUTS, last_input
from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.event import Event

Journal = tuple[Mapping[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything a ranking depends on, as it was when it was computed.

    `barred` are the (number, lot) that a decision declares inadmissible for that lot only.
    """

    dossiers: tuple[Dossier, ...]
    campaign: Campaign
    as_of: str
    journal: Journal
    barred: frozenset[tuple[str, str]] = frozenset()

    def for_lot(self, lot: str | None) -> tuple[Dossier, ...]:
        """Return the dossiers as they stand for a lot; as registered where there is none."""
        return tuple(
            for_lot(one, self.campaign, lot, barred=(one.number, lot) in self.barred)
            for one in self.dossiers
        )


def gather(session: Session) -> Inputs:
    """Collect what a ranking depends on, now."""
    with session.store.reading() as shelf:
        dossiers = tuple(row.dossier for row in shelf.dossiers(session.id))
        events = shelf.events(session.id)
        decisions = shelf.decisions(session.id)
    return Inputs(
        dossiers=dossiers,
        campaign=session.campaign,
        as_of=last_input(events) or session.at(),
        journal=told(events),
        barred=frozenset(
            key
            for key, one in decisions.items()
            if one.decision.lot and one.decision.outcome == "irrecevable"
        ),
    )


def told(events: Sequence[Event]) -> Journal:
    """Return the events that a ranking depends on, as its tables print them."""
    return tuple(
        {
            "N°": str(event.number),
            "Date": shown(event.at),
            "Dossier": event.dossier or "",
            "Événement": tell(event),
            "Auteur": "logiciel" if event.actor == "pipeline" else event.actor,
        }
        for event in events
        if event.code in INPUTS
    )


def snapshot(inputs: Inputs) -> tuple[bytes, bytes]:
    """Return the inputs as bytes to keep: the dossiers and their times, then the definition."""
    dossiers = {
        "dossiers": [dossier.model_dump(mode="python") for dossier in inputs.dossiers],
        "as_of": inputs.as_of,
        "journal": [dict(line) for line in inputs.journal],
        "barred": sorted(inputs.barred),
    }
    text = json.dumps(dossiers, ensure_ascii=True)  # keys in order: columns follow it
    return text.encode(), inputs.campaign.model_dump_json().encode()


def restored(dossiers: bytes, campaign: bytes) -> Inputs:
    """Return the inputs that `snapshot` wrote."""
    kept = json.loads(dossiers)
    return Inputs(
        dossiers=tuple(Dossier.model_validate(one) for one in kept["dossiers"]),
        campaign=Campaign.model_validate_json(campaign),
        as_of=kept["as_of"],
        journal=tuple(kept["journal"]),
        barred=frozenset((number, lot) for number, lot in kept.get("barred", ())),
    )
