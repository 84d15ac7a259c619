"""What is said of dossiers of one candidate, and of delays, and the exit status that follows."""

import getpass
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pipeline.cli.say import listed, say, say_json, some
from pipeline.cli.show import DONE, PERSON, registered
from schemas.kinship import Kinship, Verdict

if TYPE_CHECKING:
    from pipeline.run.session import Session
    from pipeline.store.records import Registered

_KINDS = {
    "copie": "copie exacte",
    "version": "deux versions d’une même candidature",
    "scan": "un dossier et sa version signée",
    "correctif": "envoi qui remplace un fichier inutilisable",
    "professionnel": "même structure, deux professionnels",
    "texte": "mêmes mots sous deux structures",
}


def verdict(
    pair: tuple[str, str],
    *,
    distinct: bool,
    keep: str | None,
    attach: str | None,
    by: str | None,
    reason: str,
) -> Verdict:
    """Return what a person chose of two dossiers."""
    keeps = keep or attach
    if keeps is not None and keeps not in pair:
        raise click.UsageError(f"« {keeps} » n’est pas l’un des deux numéros donnés.")
    said = "distinct" if distinct else "replace" if keep else "attach"
    return Verdict.model_validate(
        {
            "first": pair[0],
            "second": pair[1],
            "verdict": said,
            "keeps": keeps,
            "author": by or getpass.getuser(),
            "reason": reason,
        }
    )


def versions(session: "Session", found: Sequence[Kinship], *, as_json: bool) -> int:
    """Say how dossiers are related; status 1 while one of them waits for a person."""
    waiting = [one for one in found if one.keeps is None or not one.certain]
    if as_json:
        say_json([one.model_dump(mode="json") for one in found])
    elif not found:
        say(f"Aucun candidat n’a envoyé plusieurs dossiers à l’appel « {session.id} ».")
    else:
        for one in found:
            _say(one)
    return PERSON if waiting else DONE


def _say(kin: Kinship) -> None:
    counts = f"{kin.keeps} compte" if kin.keeps else "les deux comptent"
    doubt = "" if kin.certain else ", à confirmer par une personne"
    say(f"{kin.older} et {kin.newer} — {_KINDS[kin.kind]} : {counts}{doubt}")
    say(f"    {kin.reason}")
    for one in kin.differences:
        say(f"    {one.title}")
        say(f"      {kin.older} : {one.older}")
        say(f"      {kin.newer} : {one.newer}")


def judged(session: "Session", changed: Sequence[str], *, as_json: bool) -> int:
    """Say which dossiers changed after what a person said."""
    with session.store.reading() as shelf:
        rows = shelf.numbered(session.id, changed)
    if as_json:
        say_json([{"number": r.dossier.number, "state": r.dossier.state} for r in rows])
        return DONE
    say("Enregistré.")
    if not rows:
        say("Aucun dossier ne change d’état.")
    for row in rows:
        say(f"  {registered(row)}")
    if rows:
        say(f"Relancez le classement : {some(len(rows), 'dossier')} ({listed(changed)}).")
    return DONE


def excused(row: "Registered", *, as_json: bool) -> int:
    """Say whether a delay counts."""
    dossier = row.dossier
    if as_json:
        say_json({"number": dossier.number, "late_by": dossier.late_by, "excused": dossier.excused})
    elif dossier.excused:
        say(f"{dossier.number} : retard accepté. Il reste inscrit au registre et au journal.")
    else:
        say(f"{dossier.number} : le retard compte de nouveau.")
    return DONE
