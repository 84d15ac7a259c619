"""Find in the words of a mail the links to files left on a transfer service; none is followed."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from lxml import etree

from pipeline.intake.expiry import expiries
from pipeline.intake.names import without_addresses
from pipeline.intake.part import Context, Pointer
from pipeline.intake.services import Service, service_of
from schemas.reception import DownloadLink

_PARIS = ZoneInfo("Europe/Paris")
_MOST = 20  # links of one mail: a newsletter has more, and none to a dossier
_ADDRESS = re.compile(
    r"(?:https?://|\bwww\.|\bwe\.tl/)[^\s<>\"'\\^`{|}\u00a0»]{3,2000}", re.IGNORECASE
)
_AFTER = ".,;:!?)]}…"
_HTML = re.compile(r"<(?:html|body|div|p|br|a|table|span)\b", re.IGNORECASE)
_UNSHOWN = frozenset({"style", "script", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "h4"})
_PROOFPOINT = re.compile(r"/v3/__(.+?)__;", re.IGNORECASE)
_LENGTH = 400 * 1024  # characters looked through
_WRAPPERS = 3


class _Found(NamedTuple):
    """A link and its place in the words."""

    at: int
    address: SplitResult
    service: Service


def links_in(
    words: Iterable[str], where: str, context: Context | None = None
) -> tuple[Pointer, ...]:
    """Return the links to download files from, in order, each address once.

    The last day is the one stated nearest to the link; else the day the mail was sent plus what
    the service grants; else None.

    Args:
        words: bodies of a mail, as text or HTML, or what a text file holds.
        where: how to call what they stand in.
        context: what the mail says of itself.
    """
    since = _day_of(context)
    name = without_addresses(where).strip() or "sans nom"
    found: dict[str, DownloadLink] = {}
    for text in words:
        for digest, link in _links(_plain(text[:_LENGTH]), name, since):
            known = found.get(digest)
            if known is None or (link.stated and not known.stated):
                found[digest] = link
    return tuple(Pointer(link, digest) for digest, link in list(found.items())[:_MOST])


def _links(text: str, name: str, since: dt.date | None) -> Iterator[tuple[str, DownloadLink]]:
    bare = _ADDRESS.sub(lambda found: " " * len(found[0]), text)
    days = list(islice(expiries(bare, since), _MOST))
    for one in islice(_found(text), 10 * _MOST):
        nearest = min(days, key=lambda day: abs(day[0] - one.at), default=None)
        if nearest is not None:
            until: dt.date | None = nearest[1]
        elif since is not None and one.service.days is not None:
            until = since + dt.timedelta(days=one.service.days)
        else:
            until = None
        link = DownloadLink(
            host=one.address.hostname or "",
            where=name,
            until=until.isoformat() if until else None,
            stated=nearest is not None,
        )
        yield (
            hashlib.sha256(one.address.geturl().encode("utf-8", "surrogateescape")).hexdigest(),
            link,
        )


def _found(text: str) -> Iterator[_Found]:
    for match in _ADDRESS.finditer(text):
        for address in _unwrapped(match[0].rstrip(_AFTER), _WRAPPERS):
            service = service_of(address)
            if service is not None:
                yield _Found(match.start(), address, service)
                break


def _unwrapped(text: str, depth: int) -> Iterator[SplitResult]:
    """Give an address, then those that a filter of mails has wrapped into it."""
    address = _split(text)
    if address is None:
        return
    yield address
    if depth == 0:
        return
    inner = [value for _, value in parse_qsl(address.query) if "://" in value]
    inner += _PROOFPOINT.findall(address.path)
    inner += [
        unquote(value.replace("-", "%").replace("_", "/"))  # Proofpoint, second version
        for key, value in parse_qsl(address.query)
        if key == "u" and value.startswith("http")
    ]
    for one in inner:
        yield from _unwrapped(one, depth - 1)


def _split(text: str) -> SplitResult | None:
    try:
        address = urlsplit(text if "://" in text[:8] else f"https://{text}")
        host = address.hostname or ""
    except ValueError:
        return None
    # An address may name a user before its host, and a host may be anything: it will be shown.
    return (
        address if re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", host) and len(host) < 254 else None
    )


def _plain(text: str) -> str:
    """Bring HTML to the words a reader sees, each link's address beside its words."""
    if not _HTML.search(text):
        return text
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return text
    return text if root is None else "".join(_seen(root))


def _seen(root: etree._Element) -> Iterator[str]:
    unshown = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        unshown += (tag in _UNSHOWN) * (1 if event == "start" else -1)
        if event == "start" and not unshown:
            yield "\n" if tag in _BREAKS else ""
            yield f" {element.get('href')} " if tag == "a" and element.get("href") else ""
            yield element.text or ""
        elif event == "end" and not unshown:
            yield element.tail or ""


def _day_of(context: Context | None) -> dt.date | None:
    moment = context and (context.sent or context.received)
    try:
        return dt.datetime.fromisoformat(moment).astimezone(_PARIS).date() if moment else None
    except (ValueError, OverflowError):
        return None
