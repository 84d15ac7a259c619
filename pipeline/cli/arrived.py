"""What the commands on what arrived say."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.cli.say import listed, say, say_json, some, warn
from pipeline.cli.show import DONE
from pipeline.run.words import STATES

if TYPE_CHECKING:
    from pipeline.run.registering import Written
    from pipeline.tables.arrivals.entries import Arrived


def written(done: "Written", *, as_json: bool) -> int:
    """Say what is in the register."""
    if as_json:
        say_json(_counted(done))
    else:
        _told(done)
    for name in done.aside:
        warn(f"Le registre avait été modifié à la main : il est gardé sous le nom « {name} ».")
    return DONE


def _counted(done: "Written") -> dict[str, object]:
    held = done.register
    links = [
        {
            "host": task.link.host,
            "until": task.link.until,
            "stated": task.link.stated,
            "dossiers": task.dossiers,
            "done": task.done,
        }
        for task in held.tasks
    ]
    return {
        "dossiers": len(held.arrived),
        "drops": held.drops,
        "files": len(held.files),
        "states": Counter(one.dossier.state for one in held.arrived),
        "late": _numbers(held.late),
        "excused": _numbers(one for one in held.late if one.grace),
        "to_confirm": _numbers(one for one in held.arrived if one.unsure),
        "flagged": sum(one.flagged for one in held.arrived),
        "links": links,
        "written": [str(path) for path in done.written],
        "aside": done.aside,
        "changed": done.changed,
    }


def _told(done: "Written") -> None:
    held = done.register
    dossiers, drops = some(len(held.arrived), "dossier"), some(held.drops, "dépôt")
    say(f"{dossiers} en {drops}, {some(len(held.files), 'fichier')}.")
    states = Counter[str](one.dossier.state for one in held.arrived)
    for state in (known for known in STATES if known in states):
        say(f"  {states[state]} {STATES[state][states[state] > 1]}")
    if held.late:
        say(f"En retard : {listed(_numbers(held.late))}.")
    if excused := _numbers(one for one in held.late if one.grace):
        say(f"  dont retard accepté : {listed(excused)}.")
    if unsure := _numbers(one for one in held.arrived if one.unsure):
        say(f"Date de réception à confirmer : {listed(unsure)}.")
    for task in (one for one in held.tasks if not one.done):
        until = f"avant le {task.day:%d/%m/%Y}" if task.day else "au plus vite"
        say(f"À télécharger {until}, sur {task.link.host} : {listed(task.dossiers)}.")
    for path in done.written:
        say(f"Registre : {path}")


def _numbers(arrived: Iterable["Arrived"]) -> list[str]:
    return [one.dossier.number for one in arrived]
