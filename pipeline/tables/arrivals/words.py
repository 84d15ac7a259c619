"""French words of the arrival register: channels, kinds, roles, delays, links."""

from collections.abc import Mapping, Sequence

from pipeline.tables.arrivals.entries import Arrived, Closing, Delay, Grace, Role, Said
from pipeline.tables.wording import (
    TO_CHECK,
    cut,
    long_moment,
    one_line,
    short_moment,
    spell,
)

INTO = " › "
CHANNELS: Mapping[str, str] = {"courriel": "courriel", "depot": "dépôt"}
SOURCES: Mapping[str, str] = {
    "server": "serveur de messagerie",
    "mailbox": "boîte aux lettres",
    "forwarded": "message transféré",
    "sender": "date écrite par l’expéditeur",
    "file": "date du fichier",
}
ROLES: Mapping[Role, str] = {
    "dossier": "dossier",
    "charte": "charte",
    "piece": "autre pièce",
    "bruit": "bruit",
    "illisible": "illisible",
    "contenant": "contenant",
    "attente": "à examiner",
}
KINDS: Mapping[str, str] = {
    "word": "Word",
    "word-macro": "Word avec macros",
    "word-xml": "Word (XML)",
    "odt": "OpenDocument",
    "doc": "Word ancien (.doc)",
    "rtf": "RTF",
    "pdf": "PDF",
    "acroform": "PDF à remplir",
    "scan": "numérisation",
    "mixed": "images et documents",
    "image": "image",
    "heic": "photo (HEIC)",
    "mail": "courriel",
    "mailbox": "boîte de courriels",
    "signed-mail": "courriel signé",
    "encrypted-mail": "courriel chiffré",
    "outlook": "courriel Outlook",
    "tnef": "pièce d’Outlook (winmail.dat)",
    "zip": "archive ZIP",
    "tar": "archive TAR",
    "packed": "fichier compressé",
    "archive": "autre archive",
    "encrypted-office": "Office avec mot de passe",
    "html": "page web",
    "empty": "fichier vide",
    "folder": "dossier de fichiers",
    "error": "non ouvert",
    "other": "autre",
}
_LONGEST = 160  # characters: what misread fields hold would fill a page


def closing(one: Closing) -> str:
    """Write a time limit with its zone."""
    offset = one.at.utcoffset()
    hours = 0 if offset is None else int(offset.total_seconds()) // 3600
    when = f"{long_moment(one.at.isoformat())} (heure de Paris, UTC{hours:+d})"
    if not one.lots:
        return f"Clôture de l’appel\u00a0: {when}"
    return f"Clôture pour {_lots(one.lots)}\u00a0: {when}"


def delay(arrived: Arrived) -> str:
    """Say whether a dossier came in time, how late, and who accepted it and why."""
    if not arrived.delays:
        return "dans le délai" + (", date à confirmer" if arrived.unsure else "")
    late = "\u00a0; ".join(_delay(one) for one in arrived.delays)
    return late if arrived.grace is None else f"{late}, {_grace(arrived.grace)}"


def _delay(one: Delay) -> str:
    late = f"en retard de {spell(one.minutes)}"
    if not one.lots:
        return late
    return f"{late} pour {_lots(one.lots)}" + ("" if one.sure else ", s’il y est candidat")


def _grace(one: Grace) -> str:
    by = f" par {one_line(one.by)}" if one.by else ""
    at = f" le {short_moment(one.at)}" if one.at else ""
    why = f"\u00a0: {one_line(one.reason)}" if one.reason else ""
    return f"retard accepté{by}{at}{why}"


def _lots(lots: Sequence[str]) -> str:
    return ", ".join(f"«\u00a0{one_line(lot)}\u00a0»" for lot in lots)


def said(value: Said) -> str:
    """Give a value as read, on one line; say so while it is to be checked."""
    text = cut(one_line(value.text), _LONGEST)
    return f"{text} ({TO_CHECK})" if text and value.doubtful else text


def path(*names: str | None) -> str:
    """Join a file's name to those of what it was found in."""
    return INTO.join(cut(one_line(name), _LONGEST) for name in names if name)


def roles(arrived: Arrived) -> str:
    """Count the files that came with a dossier, role by role."""
    counts = ((ROLES[role], arrived.roles.get(role, 0)) for role in ROLES)
    return ", ".join(f"{name}\u00a0:\u00a0{number}" for name, number in counts if number)
