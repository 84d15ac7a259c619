"""The services by which people send files too large for a mail, and how long they keep them."""

import re
from typing import NamedTuple
from urllib.parse import SplitResult


class Service(NamedTuple):
    """How the links of a service look.

    `days` is how long it keeps a file where the sender asks for nothing else and has no account.
    None: as long as he likes.
    """

    hosts: str
    """Regular expression of the whole host name."""
    path: str
    """Regular expression of the path, the query and the fragment, from their beginning."""
    days: int | None


_ANY = r"[a-z0-9.-]+"
_TOKEN = r"[A-Za-z0-9_-]"  # noqa: S105 -- a pattern

SERVICES: tuple[Service, ...] = (
    Service(r"we\.tl", r"/[a-z]-" + _TOKEN + r"{3,}", 3),
    Service(r"(?:.+\.)?wetransfer\.com", r"/(?:downloads|u|dl)/", 3),
    Service(r"(?:.+\.)?fromsmash\.com|smash\.link", r"/" + _TOKEN + r"{6,}", 7),
    Service(r"(?:.+\.)?swisstransfer\.com", r"/d/", 30),
    Service(r"(?:.+\.)?grosfichiers\.com", r"/" + _TOKEN + r"{6,}", 14),
    Service(r"(?:.+\.)?transfernow\.net", r"/(?:[a-z]{2}/)?(?:dl|download|d/start)", 7),
    Service(r"(?:.+\.)?filesender\..+|filesender[a-z0-9-]*\..+", r"/.*[?&]token=", 14),
    Service(
        r"francetransfert\.(?:numerique\.)?gouv\.fr|.+\.francetransfert\..+",
        r"/.*(?:enclosure|download|dl)",
        30,
    ),
    Service(r"melanissimo[a-z0-9.-]*\.gouv\.fr", r"/.{6,}", 10),
    Service(r"(?:transfert|dl)\.free\.fr", r"/" + _TOKEN + r"{4,}", 7),
    Service(r"(?:.+\.)?filemail\.com", r"/(?:d|t|dl)/", 7),
    Service(r"(?:.+\.)?wesendit\.com", r"/dl/", 7),
    Service(r"(?:.+\.)?ydray\.com", r"/get/", 7),
    Service(
        r"sendanywhe\.re|(?:.+\.)?send-anywhere\.com", r"/(?:web/downloads/)?" + _TOKEN + r"{6,}", 2
    ),
    Service(r"(?:.+\.)?1fichier\.com", r"/\?" + _TOKEN + r"{6,}", 15),
    Service(r"(?:.+\.)?mediafire\.com", r"/(?:file|folder|download)/", None),
    Service(r"(?:.+\.)?sendspace\.com", r"/file/", 30),
    Service(r"(?:.+\.)?hightail\.com|spaces\.hightail\.com", r"/(?:download|receive|space)/", 7),
    Service(r"wormhole\.app", r"/.*#", 1),
    Service(
        r"drive\.google\.com",
        r"/(?:file/d/|drive/(?:u/\d+/)?folders/|open\?|uc\?|folderview\?)",
        None,
    ),
    Service(
        r"docs\.google\.com", r"/(?:a/[^/]+/)?(?:document|spreadsheets|presentation|file)/d/", None
    ),
    Service(r"photos\.app\.goo\.gl", r"/" + _TOKEN, None),
    Service(r"1drv\.ms|onedrive\.live\.com", r"/.", None),
    Service(
        r".+\.sharepoint\.com",
        r"/(?::[a-z]:/|.*(?:guestaccess|onedrive|/_layouts/|/Documents/))",
        None,
    ),
    Service(r"(?:.+\.)?dropbox\.com", r"/t/", 7),
    Service(
        r"(?:.+\.)?dropbox\.com|db\.tt", r"/(?:s|sh|scl|l|transfer)/|/" + _TOKEN + r"{6,}$", None
    ),
    Service(r"mega\.(?:nz|co\.nz|io)", r"/(?:#|file/|folder/)", None),
    Service(r"[a-z0-9-]+\.pcloud\.(?:link|com)", r"/.*(?:code=|publink)|/[A-Za-z0-9]{8,}", None),
    Service(r"k?drive\.infomaniak\.com", r"/(?:app/)?(?:share|collaborate)/", None),
    Service(r"(?:www\.)?icloud\.com", r"/(?:iclouddrive|attachment|photos)", 30),
    Service(r"share\.icloud\.com", r"/", None),
    Service(r"(?:.+\.)?app\.box\.com|(?:.+\.)?box\.com", r"/(?:s|shared)/", None),
    Service(r"drive\.proton\.me", r"/urls/", None),
    Service(r"(?:.+\.)?disk\.yandex\..+|yadi\.sk", r"/[di]/", None),
    Service(
        r"(?:.+\.)?cubbyupload\.com|gofile\.io|pixeldrain\.com|krakenfiles\.com", r"/[a-z]+/", 10
    ),
    # Known hosts of Lufi: some mail programs cut the key off; the file is to be fetched even so.
    Service(
        r"(?:framadrop|lufi|drop)\..+|.+\.(?:framadrop|lufi)\..+|upload\.disroot\.org",
        r"/(?:[A-Za-z]{2}/)?r/" + _TOKEN + r"{4,}",
        7,
    ),
    Service(
        r"(?:nextcloud|owncloud|cloud|nuage)\..+", r"/(?:index\.php/)?s/" + _TOKEN + r"{4,}", None
    ),
    # What follows runs under anybody's name: the address alone tells.
    Service(_ANY, r"/(?:[A-Za-z]{2}/)?r/" + _TOKEN + r"{6,24}#.{12,}", 7),  # Lufi (Drop)
    Service(_ANY, r"/download/[0-9a-f]{8,24}/?#" + _TOKEN + r"{16,}", 1),  # Send
    Service(_ANY, r"/f\.php\?h=" + _TOKEN + r"{6,}", 1),  # Jirafeau
    Service(_ANY, r"/#?/?\?id=[A-Za-z0-9]{12,}$", 7),  # Plik
    Service(
        _ANY, r"/(?:[\w.-]+/){0,4}(?:index\.php/)?s/(?=\w*[A-Z0-9])[A-Za-z0-9]{15}(?:[/?#]|$)", None
    ),  # Nextcloud
    Service(_ANY, r"/(?:[\w.-]+/){0,4}d/s/(?=\w*[A-Z0-9])[A-Za-z0-9]{8,}", None),  # Synology Drive
    Service(_ANY, r"/sharing/(?=\w*[A-Z0-9])[A-Za-z0-9]{8,}(?:[/?#]|$)", None),  # Synology
    Service(_ANY, r"/share\.cgi\?.*ssid=", None),  # QNAP
)
"""In order: the first that fits tells. Hosts of Lufi keep a file from 1 to 60 days by its size; the
delay here is short, for a task is better done too early than too late."""

_COMPILED = tuple(
    (re.compile(one.hosts, re.IGNORECASE), re.compile(one.path), one) for one in SERVICES
)


def service_of(address: SplitResult) -> Service | None:
    """Return the service that an address leads to; None for any other page."""
    host = address.hostname or ""
    rest = address.path or "/"
    rest += f"?{address.query}" if address.query else ""
    rest += f"#{address.fragment}" if address.fragment else ""
    rest = rest[:2000]
    return next(
        (one for hosts, path, one in _COMPILED if hosts.fullmatch(host) and path.match(rest)), None
    )
