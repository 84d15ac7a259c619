"""From what was found in a drop to an entry of the register: when received, in what state."""

import datetime as dt
from collections.abc import Sequence

from pipeline.errors import ReadError
from pipeline.examine import blank_fields
from pipeline.run.clock import PARIS, iso, shown
from pipeline.run.inbox import of_members
from pipeline.run.survey import Survey
from pipeline.store.records import Entry, Member, Receipt
from schemas.campaign import Campaign
from schemas.candidature import Extraction, Finding
from schemas.form import Form

STATES = {
    "ok": "recevable",
    "incomplete": "a_regulariser",
    "unreadable": "illisible",
    "not_a_dossier": "hors_sujet",
}

_MINUTE = dt.timedelta(minutes=1)


def judge(found: Survey, pieces: Sequence[Member], receipt: Receipt, campaign: Campaign) -> Entry:
    """Return the entry of one dossier found in a drop.

    A late dossier keeps its state and gets a finding: refusing it is a person's decision.
    """
    moment, source = received(found, receipt)
    late_by = minutes_late(moment, closing_of(campaign))
    findings = (
        *found.extraction.findings,
        *_on_reception(moment, source, late_by, receipt, campaign),
    )
    return Entry(
        extraction=found.extraction.model_copy(update={"findings": findings}),
        content_sha256=_content(pieces, receipt),
        pieces=tuple(pieces),
        state=STATES[found.extraction.outcome],
        channel="courriel" if found.is_mail else "depot",
        sender=found.sender,
        received_at=iso(moment),
        received_from=source,
        late_by=late_by,
    )


def received(found: Survey, receipt: Receipt) -> tuple[dt.datetime, str]:
    """Return when a dossier was received, and what says so: `server`, `sender` or `file`.

    The last mail server's stamp comes first, then the date the sender claims, then the file's
    own time; none may lie after the drop itself.
    """
    dropped = dt.datetime.fromisoformat(receipt.dropped_at)
    told = ((found.received, "server"), (found.sent, "sender"))
    for text, source in told:
        if text is not None and (moment := dt.datetime.fromisoformat(text)) <= dropped:
            return moment, source
    modified = dt.datetime.fromtimestamp(receipt.drop.modified_ns // 10**9, tz=dt.UTC)
    return min(modified, dropped), "file"


def closing_of(campaign: Campaign) -> dt.datetime:
    """Return the closing of the call, in Paris when the definition names no zone."""
    closing = campaign.calendar.closing
    return closing.replace(tzinfo=PARIS) if closing.tzinfo is None else closing


def minutes_late(moment: dt.datetime, closing: dt.datetime) -> int:
    """Return the minutes after closing, a minute begun being late; 0 when on time."""
    # Both in universal time: across a change of hour, local differences are wrong.
    over = moment.astimezone(dt.UTC) - closing.astimezone(dt.UTC)
    return max(0, -(-over // _MINUTE))


def unreadable(name: str, sha256: str, form: Form, error: ReadError) -> Survey:
    """Return the result of a drop whose examination did not come to its end."""
    message = f"{error.message} {error.advice}"
    finding = Finding(code=error.code, severity="error", message=message)
    return Survey(
        extraction=Extraction(
            file=name,
            sha256=sha256,
            outcome="unreadable",
            fields=blank_fields(form),
            findings=(finding,),
        )
    )


def _content(pieces: Sequence[Member], receipt: Receipt) -> str:
    if not pieces:
        return receipt.drop.sha256
    digests = [piece.sha256 for piece in pieces]
    return digests[0] if len(digests) == 1 else of_members(digests)


def _on_reception(
    moment: dt.datetime, source: str, late_by: int, receipt: Receipt, campaign: Campaign
) -> tuple[Finding, ...]:
    when = shown(iso(moment))
    closing = shown(iso(closing_of(campaign)))
    if late_by:
        message = (
            f"Reçu le {when}, après la clôture du {closing}\u00a0: la recevabilité est à décider"
            f" par une personne. {_SOURCES[source]}"
        )
        return (Finding(code="HORS_DELAI", severity="warning", message=message),)
    dropped = dt.datetime.fromisoformat(receipt.dropped_at)
    if source != "server" and minutes_late(dropped, closing_of(campaign)):
        message = f"Compté comme reçu le {when}, avant la clôture. {_SOURCES[source]}"
        return (Finding(code="DATE_A_CONFIRMER", severity="info", message=message),)
    return ()


_SOURCES = {
    "server": "Date du serveur de messagerie.",
    "sender": "Date inscrite par l’expéditeur\u00a0: à confirmer dans la messagerie.",
    "file": "Date du fichier déposé\u00a0: à confirmer avec le courriel ou l’avis de réception.",
}
