"""Name in French the files that no reader opens, and say what to ask for instead."""

import re
import stat
from pathlib import Path

from pipeline.errors import Dangerous, NotOpened, ReadError, UnknownKind
from pipeline.kinds.inside import Named, aside, inside_of

_HEAD = 4096

ARCHIVE = "une archive .zip"

_SEVEN, _RAR = Named("une archive 7z", ARCHIVE), Named("une archive RAR", ARCHIVE)
_OTHER_ARCHIVE = Named("une archive d’un type peu courant", ARCHIVE)
_SPLIT = Named("un morceau d’archive en plusieurs volumes", "une archive .zip d’un seul tenant")
_SOUND, _FILM = aside("un enregistrement sonore"), aside("une vidéo")
_CARD = Named("une carte de visite", may_hold_a_dossier=False, is_noise=True)
_EVENT = Named("un rendez-vous d’agenda", may_hold_a_dossier=False, is_noise=True)
_SEAL = Named("une signature de messagerie", may_hold_a_dossier=False, is_noise=True)
_FORK = Named("un fichier propre à macOS", may_hold_a_dossier=False, is_noise=True)
_DRAWING = Named("un dessin")
_PROGRAM = "programme"

_MAGIC: tuple[tuple[bytes, Named], ...] = (
    (rb"7z\xbc\xaf\x27\x1c", _SEVEN),
    (rb"Rar!\x1a\x07", _RAR),
    (rb"PK\x07\x08", _SPLIT),
    (
        rb"MSCF|\x60\xea|\x1f[\x9d\xa0]|LZIP|\x28\xb5\x2f\xfd|\x04\x22\x4d\x18|.{7}\*\*ACE\*\*",
        _OTHER_ARCHIVE,
    ),
    (
        rb"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3",
        Named("un bloc-notes OneNote"),
    ),
    (
        rb"\xa1\x2f\xff\x43\xd9\xef\x76\x4c\x9e\xe2\x10\xea\x57\x22\x76\x5f",
        Named("un bloc-notes OneNote"),
    ),
    (rb"\xffWPC", Named("un document WordPerfect")),
    (rb"%!PS|\xc5\xd0\xd3\xc6", Named("un fichier PostScript")),
    (rb"AT&TFORM", Named("un document DjVu")),
    (rb"8BPS", Named("une image Photoshop", "une image JPEG ou PNG")),
    (rb"\xd7\xcd\xc6\x9a|\x01\0\0\0.{36} EMF", _DRAWING),
    (rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b", _DRAWING),
    (rb"\0\x01\0\0Standard (?:Jet|ACE) DB", aside("une base de données Access")),
    (rb"\s*BEGIN:VCARD", _CARD),
    (rb"\s*BEGIN:VCALENDAR", _EVENT),
    (rb"ID3|OggS|fLaC|RIFF....WAVE|#!AMR|FORM....AIF|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", _SOUND),
    (rb"RIFF....AVI |\x1a\x45\xdf\xa3|FLV\x01|\0\0\x01\xba|\x30\x26\xb2\x75", _FILM),
    (rb"....ftyp(?:M4A|M4B)", _SOUND),
    (rb"....(?:ftyp|moov|mdat|wide|free)", _FILM),
    (
        rb"L\0\0\0\x01\x14\x02\0",
        Named("un raccourci Windows", "le document lui-même, en version Word ou PDF"),
    ),
    (rb"-----BEGIN (?:PGP (?:SIGNATURE|PUBLIC)|PKCS7|CERTIFICATE)", _SEAL),
    (rb"\x30[\x80-\x84].{0,6}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", _SEAL),
    (rb"\0\x05\x16[\0\x07]", _FORK),
    (
        rb"\s*(?:<!doctype html|<html|<head|<body|<meta|<table|<\?xml[^>]*>\s*<html)",
        Named("une page web"),
    ),
)
_SIGNATURES = tuple(
    (re.compile(magic, re.DOTALL | re.IGNORECASE), named) for magic, named in _MAGIC
)
_PROGRAMS = re.compile(
    rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|@echo\b", re.IGNORECASE
)
_TEXT = aside("un fichier de texte simple")


def refusal(path: Path) -> ReadError:
    """Say why a file of a kind that no reader takes is not read, and what to do about it."""
    head = _head_of(path)
    if head is None:
        return Dangerous(name=path.name, detail="fichier spécial")
    if _PROGRAMS.match(head):
        return Dangerous(name=path.name, detail=_PROGRAM)
    named = name_of(path)
    if named is None:
        return UnknownKind(name=path.name)
    return NotOpened(name=path.name, what=named.what, wanted=named.wanted)


def name_of(path: Path) -> Named | None:
    """Name a file that no reader takes; None when it is like nothing known."""
    head = _head_of(path) or b""
    for signature, named in _SIGNATURES:
        if signature.match(head):
            return named
    return inside_of(path, head) or (_TEXT if is_plain_text(head) else None)


def is_plain_text(head: bytes) -> bool:
    """Say whether bytes are text that a person could read: no control characters in it."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return bool(head.strip()) and not re.search(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]", head)


def _head_of(path: Path) -> bytes | None:
    if not stat.S_ISREG(path.stat().st_mode):
        return None  # a pipe or a device would block whoever opens it
    with path.open("rb") as file:
        return file.read(_HEAD)
