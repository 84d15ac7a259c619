"""From what was found in a drop to an entry of the register: when received, in what state."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pipeline.errors import PipelineError
from pipeline.examine import blank_fields
from pipeline.run.clock import iso, shown
from pipeline.run.lots import HORS_DELAI, TO_CONFIRM, closing_of, minutes_late, missed
from pipeline.run.sight import of_members
from pipeline.run.survey import Survey
from pipeline.store.records import Drop, Entry, Member, Receipt
from schemas.campaign import Campaign
from schemas.candidature import Dossier, Extraction, Finding, Outcome
from schemas.form import Form

MISSING = ("REPONSE_MANQUANTE", "SIGNATURE_MANQUANTE")
"""Codes of the findings that name an answer or a signature that is to be asked for."""

LINK = "LIEN_A_TELECHARGER"
"""Code of the finding that the dossier itself was left on a transfer service."""

FirstState = Literal["recevable", "a_regulariser", "illisible", "hors_sujet", "a_telecharger"]

STATES: Mapping[Outcome, FirstState] = {
    "ok": "recevable",
    "incomplete": "a_regulariser",
    "unreadable": "illisible",
    "not_a_dossier": "hors_sujet",
}


def judge(found: Survey, pieces: Sequence[Member], receipt: Receipt, campaign: Campaign) -> Entry:
    """Return the entry of one dossier found in a drop.

    A late dossier keeps its state and gets a finding: refusing it is a person's decision. The
    minutes are counted from the closing of the call; the finding names the lots that it is late
    for.
    """
    moment, source = received(found, receipt)
    sent = _told(found.sent)
    dossier = Dossier(
        number="",  # it has none yet
        extraction=found.extraction,
        received_at=iso(moment),
        late_by=minutes_late(moment, closing_of(campaign)),
        state=state_of(found.extraction),
    )
    told = on_reception(dossier, source, receipt.dropped_at, campaign)
    findings = (*found.extraction.findings, *told)
    return Entry(
        extraction=found.extraction.model_copy(update={"findings": findings}),
        content_sha256=_content(pieces, receipt),
        pieces=tuple(pieces),
        state=dossier.state,
        channel="courriel" if found.is_mail else "depot",
        sender=found.sender,
        received_at=dossier.received_at,
        received_from=source,
        late_by=dossier.late_by,
        sent_at=None if sent is None else iso(sent),
    )


def state_of(extraction: Extraction) -> FirstState:
    """Return the state that follows from a reading.

    A call may count a dossier as complete without a signature that it wants all the same: that
    signature too is asked for. A message without a dossier, but with a link to one, is no rubbish.
    """
    if extraction.outcome == "not_a_dossier" and any(f.code == LINK for f in extraction.findings):
        return "a_telecharger"
    lacks = any(finding.code in MISSING for finding in extraction.findings)
    return STATES["incomplete" if extraction.outcome == "ok" and lacks else extraction.outcome]


def received(found: Survey, receipt: Receipt) -> tuple[dt.datetime, str]:
    """Return when a dossier was received, and what says so.

    The last mail server's stamp comes first (`server`; `forwarded` in a mail inside another one,
    where anybody may have written it), then the `mailbox` it was fetched from, then the date the
    `sender` claims, then the time of the `file`; none may lie after the drop itself.
    """
    dropped = dt.datetime.fromisoformat(receipt.dropped_at)
    arrived = min(_modified(receipt.drop) or dropped, dropped)
    if (stamp := _told(found.received)) is not None and stamp <= dropped:
        return stamp, "forwarded" if found.forwarded else "server"
    if receipt.fetched:
        return arrived, "mailbox"
    if (claimed := _told(found.sent)) is not None and claimed <= dropped:
        return claimed, "sender"
    return arrived, "file"


def on_reception(
    dossier: Dossier, source: str, dropped_at: str, campaign: Campaign
) -> tuple[Finding, ...]:
    """Tell of a closing that had passed, and of one that only an uncertain date spares."""
    when, moment = shown(dossier.received_at), dt.datetime.fromisoformat(dossier.received_at)
    if late := tuple(_after(dossier, campaign, moment)):
        return tuple(
            Finding(
                code=HORS_DELAI,
                severity="warning",
                message=f"Reçu le {when}, {sentence} {_SOURCES[source]}",
            )
            for sentence in late
        )
    dropped = dt.datetime.fromisoformat(dropped_at)
    if source != "server" and any(_after(dossier, campaign, dropped)):
        message = f"Compté comme reçu le {when}, avant la clôture. {_SOURCES[source]}"
        return (Finding(code=TO_CONFIRM, severity="info", message=message),)
    return ()


def unreadable(name: str, sha256: str, form: Form, error: PipelineError) -> Survey:
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


def _told(moment: str | None) -> dt.datetime | None:
    """Return a moment that a mail tells, in universal time; None outside the calendar."""
    try:
        return None if moment is None else dt.datetime.fromisoformat(moment).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _modified(drop: Drop) -> dt.datetime | None:
    """Return the time of a file; None where its disk says nothing that a calendar holds."""
    try:
        return dt.datetime.fromtimestamp(drop.modified_ns // 10**9, tz=dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _content(pieces: Sequence[Member], receipt: Receipt) -> str:
    if not pieces:
        return receipt.drop.sha256
    digests = [piece.sha256 for piece in pieces]
    return digests[0] if len(digests) == 1 else of_members(digests)


def _after(dossier: Dossier, campaign: Campaign, moment: dt.datetime) -> Iterator[str]:
    """Yield what had closed at that moment: the lots concerned, or the call itself."""
    lots = tuple(missed(dossier, campaign, moment))
    for one in lots:
        names = ", ".join(f"«\u00a0{lot.title}\u00a0»" for lot in one.lots)
        these = "ces lots" if len(one.lots) > 1 else "ce lot"
        what = (
            f"la recevabilité pour {these} est à décider par une personne."
            if one.sure
            else f"si le dossier est candidat à {these}, la recevabilité est à décider par une"
            " personne."
        )
        yield f"après la clôture du {shown(iso(one.closing))} pour {names}\u00a0: {what}"
    closing = closing_of(campaign)
    if not lots and minutes_late(moment, closing):
        yield (
            f"après la clôture du {shown(iso(closing))}\u00a0: la recevabilité est à décider par"
            " une personne."
        )


_SOURCES = {
    "server": "Date du serveur de messagerie.",
    "mailbox": "Date d’arrivée dans la boîte aux lettres.",
    "forwarded": "Date d’un message transféré\u00a0: à confirmer dans la messagerie.",
    "sender": "Date inscrite par l’expéditeur\u00a0: à confirmer dans la messagerie.",
    "file": "Date du fichier déposé\u00a0: à confirmer avec le courriel ou l’avis de réception.",
}
