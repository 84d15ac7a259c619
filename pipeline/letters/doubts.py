"""What a person must see before a letter leaves: each doubt makes the letter a draft."""

from collections.abc import Iterator, Mapping

from pipeline.letters import dates
from pipeline.letters.blocks import Block
from pipeline.letters.context import Occasion, answer, missing_keys
from schemas.campaign import Campaign
from schemas.candidature import Dossier
from schemas.correction import ILLEGIBLE


def unvalidated(blocks: Mapping[str, Block], campaign: Campaign) -> Iterator[str]:
    """Name the legal blocks, and the part of `campaign.toml`, that nobody has validated."""
    yield from (f"blocs/{name}.txt" for name, block in blocks.items() if not block.is_validated)
    if campaign.legal.validated_by is None or campaign.legal.validated_on is None:
        yield "[legal] de campaign.toml"


def doubts(dossier: Dossier, campaign: Campaign, occasion: Occasion) -> Iterator[str]:
    """Say what was read with doubt among what the letter prints, and dates that clash."""
    yield from _of_reading(dossier, campaign)
    if occasion.kind == "demande-complements":
        when = campaign.calendar
        limit = dates.complements_due(occasion.dated, when.complements_days).date()
        if occasion.dated <= when.committee < limit:
            yield (
                f"à revoir : la date limite ({dates.written(limit, weekday=False)}) vient après le"
                f" comité ({dates.written(when.committee, weekday=False)})"
            )


def _of_reading(dossier: Dossier, campaign: Campaign) -> Iterator[str]:
    # A wrong name or address on an envelope reaches the wrong person; a piece asked for in
    # doubt may be there already.
    keys = campaign.recipient
    if keys is None:
        yield "à compléter : le destinataire"
        return
    titles = {q.key: q.title for q in campaign.form.questions}
    printed = (keys.structure, keys.person, keys.quality, *keys.address, keys.postal_code,
               keys.town, keys.professional, *missing_keys(dossier))  # fmt: skip
    for key in dict.fromkeys(printed):
        found = dossier.extraction.fields.get(key) if key else None
        if found is not None and found.flagged and ILLEGIBLE not in found.reasons:
            yield f"à vérifier : {titles[str(key)]}"
    if answer(dossier, keys.structure) is None:
        yield f"à compléter : {titles[keys.structure]}"
