"""The command that fetches a mailbox."""

# ruff: noqa: PLC0415 -- the command imports what it needs when it runs: --help answers at once

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import Day, campaign_argument, json_option, workspace_option
from pipeline.cli.root import main

if TYPE_CHECKING:
    from pipeline.mailbox import Envelope
    from pipeline.run.fetching import Round
    from pipeline.run.session import Session

_WIDE = 60  # characters of a sender or a subject on one line


@main.command("fetch-mail")
@campaign_argument
@click.option("--since", metavar="JJ/MM/AAAA", type=Day(), help="Messages arrivés depuis ce jour.")
@click.option("--dry-run", is_flag=True, help="Montrer ce qui serait relevé, sans rien relever.")
@workspace_option
@json_option
def fetch_mail(
    campaign: str, since: dt.date | None, workspace: Path, *, dry_run: bool, as_json: bool
) -> int:
    """Relever la boîte aux lettres de l’appel, décrite dans mail.toml."""
    from pipeline.cli.opened import opened
    from pipeline.cli.say import progress
    from pipeline.run.fetching import fetch_mail as fetch
    from pipeline.run.fetching import preview
    from pipeline.run.mail_settings import access_of

    with opened(workspace, campaign) as session:
        access = access_of(session)
        if dry_run:
            return previewed(preview(session, access, since), as_json=as_json)
        with progress("Relève") as told:
            done = fetch(session, access, since=since, progress=told)
        return fetched(session, done, as_json=as_json)


def previewed(found: Sequence["Envelope"], *, as_json: bool) -> int:
    """Say what would be fetched; senders and subjects to the person before the screen alone."""
    from pipeline.cli.say import say, say_json, some
    from pipeline.run.clock import iso, shown

    if as_json:
        say_json(
            [
                {"uid": one.uid, "arrived": one.arrived and iso(one.arrived), "bytes": one.size}
                for one in found
            ]
        )
        return 0
    for one in found:
        when = shown(iso(one.arrived)) if one.arrived else "date inconnue"
        say(f"{when}  {_cut(one.sender)}  {_cut(one.subject) or '(sans objet)'}")
    say(f"{some(len(found), 'message serait relevé', 'messages seraient relevés')}.")
    return 0


def fetched(session: "Session", done: "Round", *, as_json: bool) -> int:
    """Say what a round did."""
    from pipeline.cli.say import say, say_json, some, warn
    from pipeline.cli.show import DONE, PERSON, registered

    with session.store.reading() as shelf:
        rows = shelf.numbered(session.id, done.done.numbers)
    refused = [row for row in rows if row.dossier.state in ("illisible", "hors_sujet")]
    if as_json:
        dossiers = [{"number": r.dossier.number, "state": r.dossier.state} for r in rows]
        counts = {"taken": done.taken, "known": done.known, "marked": done.marked}
        say_json({**counts, "dossiers": dossiers, "warnings": done.warnings})
    else:
        known = f", {some(done.known, 'déjà reçu', 'déjà reçus')}" if done.known else ""
        say(
            f"{some(done.taken, 'message relevé', 'messages relevés')}{known},"
            f" {some(done.marked, 'marqué', 'marqués')} dans la messagerie."
        )
        for row in rows:
            say(f"  {registered(row)}")
    for warning in done.warnings:
        warn(warning)
    if refused:
        where = session.outbox / "rejets"
        warn(f"{some(len(refused), 'message demande', 'messages demandent')} votre avis : {where}")
    return PERSON if refused or done.warnings else DONE


def _cut(text: str) -> str:
    return text if len(text) <= _WIDE else f"{text[: _WIDE - 1]}…"
