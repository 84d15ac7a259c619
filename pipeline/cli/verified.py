"""What is said of values to verify, and of those that came back verified."""

from collections import Counter
from typing import TYPE_CHECKING

from pipeline.cli.say import listed, say, say_json, some, warn
from pipeline.cli.show import DONE, PERSON

if TYPE_CHECKING:
    from pipeline.run.correcting import Taken
    from pipeline.run.reviewing import Reviewed

_ACTS = {
    "exact": ("confirmée", "confirmées"),
    "corrige": ("corrigée", "corrigées"),
    "vide": ("vide dans l’original", "vides dans l’original"),
    "illisible": ("illisible dans l’original", "illisibles dans l’original"),
    "annule": ("remise à vérifier", "remises à vérifier"),
}


def to_verify(done: "Reviewed", *, as_json: bool) -> int:
    """Say what is to be verified and where to look."""
    if as_json:
        say_json(_shown(done))
    else:
        _say(done)
    return PERSON if done.aside is not None else DONE


def _say(done: "Reviewed") -> None:
    dossiers = {doubt.dossier for doubt in done.doubts}
    if not done.doubts:
        say("Plus rien à vérifier.")
    else:
        values = some(len(done.doubts), "valeur à vérifier", "valeurs à vérifier")
        say(f"{values} dans {some(len(dossiers), 'dossier')}, environ {done.minutes}.")
        say(f"  Images : {done.index}")
        say(f"  Réponses : {done.sheet}")
        unseen = sum(bool(doubt.trouble) for doubt in done.doubts)
        if unseen:
            say(f"  Sans image : {some(unseen, 'valeur')}, à regarder dans l’original.")
    if done.done:
        say(f"  Déjà vérifié : {some(done.done, 'valeur')}.")
    if done.aside is not None:
        warn(
            "Le classeur en place avait été rempli : il est gardé sous"
            f" « {done.aside.name} ». S’il n’a pas été relevé en entier, relevez-le avec --take."
        )


def taken(taken: "Taken", done: "Reviewed | None", *, as_json: bool) -> int:
    """Say what was recorded and what was refused; status 1 while a line is refused."""
    if as_json:
        say_json(
            {
                "author": taken.author,
                "recorded": len(taken.corrections),
                "unchanged": taken.unchanged,
                "changed": taken.changed,
                "refused": [fault.model_dump() for fault in taken.refused],
                "pending": None if done is None else len(done.doubts),
            }
        )
        return PERSON if taken.refused else DONE
    counts = Counter(one.act for one in taken.corrections)
    told = ", ".join(f"{n} {_ACTS[act][n > 1]}" for act, n in counts.items())
    number = some(len(taken.corrections), "réponse enregistrée", "réponses enregistrées")
    say(f"{number} au nom de {taken.author}{' : ' + told if told else ''}.")
    if taken.unchanged:
        say(f"{some(taken.unchanged, 'réponse déjà enregistrée', 'réponses déjà enregistrées')}.")
    if taken.changed:
        say(f"Dossiers mis à jour : {listed(taken.changed)}. Relancez le classement.")
    if taken.refused:
        lines = some(len(taken.refused), "ligne n’a pas été prise", "lignes n’ont pas été prises")
        warn(f"{lines} :")
        for fault in taken.refused:
            warn(f"  - {fault}")
        warn("Corrigez ces cases dans le même classeur, puis relevez-le de nouveau.")
        return PERSON
    if done is not None:
        _say(done)
    return DONE


def _shown(done: "Reviewed") -> dict[str, object]:
    return {
        "index": done.index,
        "sheet": done.sheet,
        "done": done.done,
        "aside": done.aside,
        "pending": [
            {
                "line": doubt.line,
                "dossier": doubt.dossier,
                "key": doubt.question.key,
                "reasons": doubt.reasons,
                "picture": doubt.crop.file if doubt.crop else None,
            }
            for doubt in done.doubts
        ],
    }
