"""Tell, in the results of a drop, of the files that its senders left on a transfer service."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from pipeline.examine.found import Found
from pipeline.examine.results import Blank
from pipeline.intake import Contents, Part, Pointer
from schemas.candidature import Finding
from schemas.reception import DownloadLink

_Mails = tuple[int, ...]


def told_of_links(
    found: Sequence[Found], contents: Contents, blank: Blank, lost: Sequence[Finding]
) -> tuple[Found, ...]:
    """Return the results, each told of the links of its own mail.

    A mail that holds a link and no dossier gets a result of its own: its dossier is still to be
    fetched, whatever else lies in the same archive.
    """
    if not contents.pointers:
        return tuple(found)
    mails_of = {file.path: file.mails for file in contents.files if file.path is not None}
    dossiers = [one for one in found if one.extraction.outcome in ("ok", "incomplete")]
    told: dict[int, list[Pointer]] = {}
    alone: dict[_Mails, list[Pointer]] = {}
    for pointer in contents.pointers:
        of = [
            rank
            for rank, one in enumerate(dossiers)
            if _belongs(_mails(one.part, mails_of), pointer.mails)
        ]
        for rank in of:
            told.setdefault(rank, []).append(pointer)
        if not of:
            alone.setdefault(pointer.mails, []).append(pointer)
    taken = {one.extraction.part for one in dossiers}
    fetched = tuple(
        Found(
            blank(
                part.name,
                "not_a_dossier",
                *(_finding(one.link, "Le dossier est") for one in of),
                *lost,
            ),
            part,
        )
        for part, of in _to_fetch(alone, taken, contents)
    )
    if not dossiers:
        return fetched or tuple(found)
    return (
        *(_with_links(one, told.get(rank, [])) for rank, one in enumerate(dossiers)),
        *fetched,
    )


def _mails(part: Part, mails_of: dict[Path, _Mails]) -> _Mails:
    return mails_of.get(part.paths[0], ()) if part.paths else ()


def _belongs(dossier: _Mails, link: _Mails) -> bool:
    """Say whether one stands in the other's mail, or in a mail inside it."""
    shorter = min(len(dossier), len(link))
    return dossier[:shorter] == link[:shorter]


def _with_links(one: Found, pointers: Sequence[Pointer]) -> Found:
    told = tuple(_finding(pointer.link, "Des fichiers de cet envoi sont") for pointer in pointers)
    findings = (*one.extraction.findings, *told)
    return one._replace(extraction=one.extraction.model_copy(update={"findings": findings}))


def _to_fetch(
    alone: dict[_Mails, list[Pointer]], taken: set[str | None], contents: Contents
) -> Iterator[tuple[Part, list[Pointer]]]:
    """Give the mails whose dossier is to be fetched, each under a name of its own."""
    for mails, pointers in alone.items():
        message = contents.messages[mails[-1]] if mails else None
        name = _unlike(message.name if message else None, taken)
        taken.add(name)
        part = Part(
            name=name,
            within=message.within if message else (),
            paths=(message.path,) if message and message.path else (),
            kind="mail",
            context=message.context if message else None,
        )
        yield part, pointers


def _unlike(name: str | None, taken: set[str | None]) -> str | None:
    if name not in taken:
        return name
    return next(
        one for number in count(2) if (one := f"{name or 'message'} ({number})") not in taken
    )


def _finding(link: DownloadLink, beginning: str) -> Finding:
    if link.until is None:
        until = " au plus tôt"
    else:
        until = f" avant le {dt.date.fromisoformat(link.until):%d/%m/%Y}"
        until += "" if link.stated else " (délai habituel de ce service)"
    return Finding(
        code="LIEN_A_TELECHARGER",
        severity="warning",
        message=f"{beginning} à télécharger depuis {link.host}{until}\u00a0: ouvrez le message et "
        "suivez le lien.",
    )
