"""What is to be known of a dossier: read, joined with its signed scan, settled by persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.kin import joined
from pipeline.run.amending import (
    Acts,
    amended,
    in_force,
    inherited,
    judged_anew,
    taken_back,
    told_of_lateness,
)
from pipeline.store.records import Registered
from pipeline.store.shelf import Shelf
from schemas.campaign import Campaign
from schemas.candidature import Answer, Extraction
from schemas.correction import Correction

NO_ACTS: Acts = MappingProxyType({})


@dataclass(frozen=True)
class Known:
    """The readings of a campaign by the numbers of their dossiers.

    Attributes:
        campaign: the call.
        own: what the machine read, in each dossier alone.
        seen: the same, with what persons said of that dossier.
        acts: what persons said and did not take back.
        contents: digests of the documents.
        reopened: the fields, as (dossier, key), on which persons took back what was said.
    """

    campaign: Campaign
    own: Mapping[str, Extraction]
    seen: Mapping[str, Extraction]
    acts: Mapping[str, Acts]
    contents: Mapping[str, str]
    reopened: frozenset[tuple[str, str]]

    def reading(
        self, row: Registered, scan: str | None, *, replaced: Sequence[str] = ()
    ) -> Extraction:
        """Return what is to be known of a dossier.

        Args:
            row: the dossier.
            scan: the number of the signed scan that belongs to it.
            replaced: the versions that it takes the place of, the earliest first: what a person
                said of their words holds where the same words stand here.
        """
        number, form = row.dossier.number, self.campaign.form
        reading = self.seen[number]
        if scan is not None:
            reading = judged_anew(reading, joined(reading, self.seen[scan], form), form)
        own = {
            key: act
            for key, act in self.acts.get(number, NO_ACTS).items()
            if act.content == self.source_of(number, scan, key, reading.fields.get(key))
        }
        reading = amended(reading, {**self._handed_down(number, replaced), **own}, form)
        if not self.campaign.lots or reading.fields == self.own[number].fields:
            return reading
        return told_of_lateness(reading, row, self.campaign)

    def source_of(self, number: str, scan: str | None, key: str, answer: Answer | None) -> str:
        """Return the digest of the document that an answer was taken from."""
        if scan is not None and answer is not None:
            theirs = self.seen[scan].fields.get(key)
            ours = self.seen[number].fields.get(key)
            if _place(answer) == _place(theirs) != _place(ours):
                return self.contents[scan]
        return self.contents[number]

    def _handed_down(self, number: str, replaced: Sequence[str]) -> Acts:
        acts: dict[str, Correction] = {}
        for older in replaced:
            acts |= inherited(
                self.own[number],
                self.own[older],
                self.acts.get(older, NO_ACTS),
                self.campaign.form,
            )
        return {key: act for key, act in acts.items() if (number, key) not in self.reopened}


def known_readings(shelf: Shelf, campaign: Campaign, rows: Sequence[Registered]) -> Known:
    """Gather the readings of a campaign and what persons said of them."""
    made = shelf.own_readings(campaign.id)
    own = {row.dossier.number: made.get(row.dossier.number, row.dossier.extraction) for row in rows}
    contents = shelf.contents(campaign.id)
    said = shelf.corrections(campaign.id)
    acts = in_force(said)
    seen = {
        number: amended(reading, _about(acts.get(number, NO_ACTS), contents[number]), campaign.form)
        for number, reading in own.items()
    }
    return Known(campaign, own, seen, acts, contents, taken_back(said))


def _about(acts: Acts, content: str) -> Acts:
    """Return what was said of one document: what was said of another tells nothing of it."""
    return {key: act for key, act in acts.items() if act.content == content}


def _place(answer: Answer | None) -> tuple[object, ...] | None:
    return None if answer is None else (answer.raw, answer.where)
