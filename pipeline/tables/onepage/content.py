"""What the page of a dossier says, part by part, before its room is shared out."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.tables.wording import (
    CORRECTED,
    OUTCOMES,
    PROPOSALS,
    STATES,
    TO_CHECK,
    decimal,
    lateness,
    long_moment,
    one_line,
)
from pipeline.tables.words import is_doubtful, said
from schemas.campaign import Campaign, Criterion
from schemas.candidature import Dossier
from schemas.correction import CORRECTED as BY_PERSON
from schemas.form import Question
from schemas.ranking import CriterionScore, Place, Ranking

_PROSE = ("long_text",)


@dataclass(frozen=True)
class Said:
    """An answer with the name of its field; `doubtful` when a person should look at it."""

    title: str
    text: str
    doubtful: bool = False


@dataclass(frozen=True)
class Marked:
    """A line of the grid: what was found, and the mark that the jury is to give."""

    label: str
    weight: int
    judged: bool
    automatic: str
    jury: str
    facts: str


@dataclass(frozen=True)
class Content:
    """All that the page says; `rank` is empty for a dossier without a place."""

    number: str
    structure: str
    campaign: str
    status: str
    rank: str
    provisional: bool
    identity: tuple[Said, ...]
    prose: tuple[Said, ...]
    unanswered: tuple[str, ...]
    missing: tuple[str, ...]
    to_check: tuple[str, ...]
    signatures: tuple[Said, ...]
    marks: tuple[Marked, ...]
    scale: int
    origin: str


def content(
    dossier: Dossier, campaign: Campaign, place: Place | None, ranking: Ranking | None
) -> Content:
    """Gather what the page of a dossier says."""
    form = campaign.form
    answers = [(q, _said(dossier, q)) for q in form.questions]
    signed = [s for q, s in answers if q.type == "signature"]
    plain = [(q, s) for q, s in answers if q.type != "signature"]
    findings = dossier.extraction.findings
    return Content(
        number=dossier.number,
        structure=_structure(dossier, campaign),
        campaign=one_line(campaign.title if ranking is None else ranking.title),
        status=_status(dossier, ranking),
        rank=_rank(place, ranking),
        provisional=ranking is not None and ranking.provisional,
        identity=tuple(s for q, s in plain if q.type not in _PROSE and s.text),
        prose=tuple(s for q, s in plain if q.type in _PROSE and s.text),
        unanswered=tuple(s.title for q, s in plain if not s.text and q.required),
        missing=tuple(one_line(f.message) for f in findings if f.severity != "info"),
        to_check=tuple(s.title for _, s in answers if s.doubtful),
        signatures=tuple(_signature(s) for s in signed),
        marks=_marks(dossier, campaign, place, ranking),
        scale=campaign.grid.scale,
        origin=_origin(dossier, ranking),
    )


def _said(dossier: Dossier, question: Question) -> Said:
    answer = dossier.extraction.fields.get(question.key)
    text = one_line(said(answer, question))
    if answer is not None and BY_PERSON in answer.reasons and text:
        text = f"{text} ({CORRECTED})"
    doubt = answer is not None and is_doubtful(answer)
    return Said(one_line(question.title), text, doubtful=doubt)


def _signature(found: Said) -> Said:
    text = TO_CHECK if found.doubtful else found.text or "non lue"
    return Said(found.title, text, doubtful=found.doubtful)


def _structure(dossier: Dossier, campaign: Campaign) -> str:
    answer = dossier.extraction.fields.get(campaign.grid.structure_key or "")
    value = None if answer is None else answer.value
    return one_line(value) if isinstance(value, str) and value.strip() else "(structure non lue)"


def _status(dossier: Dossier, ranking: Ranking | None) -> str:
    when = f"reçu le {long_moment(dossier.received_at)}, {lateness(dossier)}"
    status = f"{OUTCOMES[dossier.extraction.outcome]}, {STATES[dossier.state]}, {when}."
    left_out = () if ranking is None else ranking.unranked
    reasons = [one_line(each.reason) for each in left_out if each.dossier == dossier.number]
    return " ".join((status, *reasons))


def _rank(place: Place | None, ranking: Ranking | None) -> str:
    if place is None:
        return ""
    of = f" sur {len(ranking.places)}" if ranking is not None else ""
    tied = " ex æquo" if place.tied_with else ""
    proposal = PROPOSALS[place.proposal]
    return (
        f"Rang {place.rank}{tied}{of} · {decimal(place.total)} sur 100"
        f" · proposition\u00a0: {proposal}"
    )


def _marks(
    dossier: Dossier, campaign: Campaign, place: Place | None, ranking: Ranking | None
) -> tuple[Marked, ...]:
    scores: Sequence[CriterionScore] = () if place is None else place.scores
    criteria = campaign.grid.criteria
    if ranking is not None:
        criteria = ranking.criteria
        waiting = (u.scores for u in ranking.unranked if u.dossier == dossier.number)
        scores = scores or next(waiting, ())
    by_code = {score.code: score for score in scores}
    return tuple(_mark(c, by_code.get(c.code, CriterionScore(code=c.code))) for c in criteria)


def _mark(criterion: Criterion, score: CriterionScore) -> Marked:
    return Marked(
        label=one_line(criterion.label),
        weight=criterion.weight,
        judged=criterion.jury_share > 0,
        automatic=decimal(score.automatic) or "–",
        jury=decimal(score.jury),
        facts=" ".join(one_line(fact.text) for fact in score.facts),
    )


def _origin(dossier: Dossier, ranking: Ranking | None) -> str:
    file = one_line(dossier.extraction.file)
    short = file if len(file) <= _NAME else f"{file[:_NAME]}…"
    digest = f" · empreinte du classement {ranking.digest[:12]}" if ranking else ""
    return f"Fichier «\u00a0{short}\u00a0», empreinte {dossier.extraction.sha256[:12]}{digest}"


_NAME = 60  # characters of a file name that the foot of the page holds
