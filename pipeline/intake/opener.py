"""Walk through what arrived, container by container, and account for every file met."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import Damaged, Empty, ReadError, TooLarge
from pipeline.intake.containers import CONTAINERS, MAILS, opened
from pipeline.intake.hold import MAX_DEPTH, Hold, Kept
from pipeline.intake.links import links_in
from pipeline.intake.names import clean_name
from pipeline.intake.part import Context, File, Item, Message, Part, Pointer, refusal
from pipeline.intake.pictures import gather_pages
from pipeline.kinds import Kind, kind_of
from pipeline.kinds.named import is_plain_text

_NO_ATTACHMENT = "Ce message ne contient aucune pièce jointe."
_NOTE = 256 * 1024  # bytes: a longer text is no note that holds a link
_SHORTCUT = (b"bplist00", b"<?xml", b"\xff\xfe", b"\xfe\xff")


class _Place(NamedTuple):
    """A container about to be opened: what it is, and what stands around it."""

    item: Item
    path: Path
    kind: Kind
    depth: int = 1
    mails: tuple[int, ...] = ()
    around: Kind | None = None


class Opener:
    """What has been found so far of one arrival: `files`, `messages` and `pointers`, in order.

    Args:
        into: an existing empty folder for what is unpacked.
    """

    def __init__(self, into: Path) -> None:
        self._hold = Hold(into)
        self.files: list[File] = []
        self.messages: list[Message] = []
        self.pointers: list[Pointer] = []

    def open(self, path: Path) -> tuple[Part, ...]:
        """Give the parts of what arrived; none of an empty container.

        Raises:
            ReadError: it cannot be opened at all.
        """
        kind = kind_of(path)
        name = clean_name(path.name) or "sans nom"
        item = Item(name, path=path)
        if kind in CONTAINERS:
            parts = self._opened(_Place(item, path, kind))
            if not self.files and parts:
                self._account(item, self._measured(path, kind), ())
            return parts
        kept = self._measured(path, kind)
        self._account(item, kept, ())
        self._look_for_links(item, kept, ())
        return (Part(paths=(path,), kind=kind),)

    def _opened(self, place: _Place) -> tuple[Part, ...]:
        """Give the parts of a container whose file is at hand, nested containers opened."""
        container, kind = place.item, place.kind
        found = opened(place.path, kind, container.name)
        context = _context(found.context, place)
        mails = self._enter(place, context, found.words)
        inside = container.within if place.depth == 1 else (*container.within, container.name)
        inner = place._replace(mails=mails)
        own: list[Part] = []
        nested: list[Part] = []
        try:
            for item in found.items:
                self._hold.count(container.name, litter=item.hint == "litter")
                placed = item._replace(
                    within=(*inside, *item.within), context=item.context or context
                )
                given = self._parts(placed, inner)
                own += [given] if isinstance(given, Part) else []
                nested += given if isinstance(given, tuple) else []
        except Damaged as error:  # what came before the damage is worth reading
            if not own and not nested:
                raise
            own.append(self._cut(container, error, mails))
        if not own and not nested:
            return self._without_files(place, context)
        # Pictures of two mails of the same name must never become pages of one dossier.
        return (*gather_pages(own, kind), *nested)

    def _cut(self, container: Item, error: ReadError, mails: tuple[int, ...]) -> Part:
        self._mark_refused(container, None, error, mails)
        part = Part(name=container.name, within=container.within, context=container.context)
        return refusal(error, part)

    def _without_files(self, place: _Place, context: Context | None) -> tuple[Part, ...]:
        """Give a container that holds nothing as itself, where it says something all the same."""
        if place.kind not in MAILS and place.kind != "signed-mail":
            if place.depth > 1:
                raise Empty(name=place.item.name)
            return ()
        part = Part(
            name=place.item.name if place.depth > 1 else None,
            within=place.item.within,
            paths=(place.path,),
            kind=place.kind,
            note=_NO_ATTACHMENT if place.kind in MAILS else None,
            context=context,
        )
        return (part,)

    def _enter(
        self, place: _Place, context: Context | None, words: tuple[str, ...]
    ) -> tuple[int, ...]:
        """Number a mail and note its links; return the numbers of the mails around its files."""
        if place.kind not in MAILS or context is None:
            return place.mails
        mails = place.mails
        if not _is_same_mail(place, context):
            mails = (*mails, len(self.messages))
            self.messages.append(
                Message(
                    mails=mails,
                    name=place.item.name if place.depth > 1 else None,
                    within=place.item.within,
                    path=place.path,
                    context=context,
                )
            )
        self._note_links(words, context.subject or place.item.name, mails, context)
        return mails

    def _parts(self, item: Item, place: _Place) -> Part | tuple[Part, ...]:
        """Give the part that an item is, or those in it when it is a container; no litter."""
        part = Part(name=item.name, within=item.within, context=item.context)
        rank: int | None = None
        try:
            kept = self._at_hand(item)
            rank = self._account(item, kept, place.mails)
            part = part.model_copy(update={"paths": (kept.path,), "kind": kept.kind})
            if item.hint == "litter":
                return ()
            if kept.kind not in CONTAINERS:
                self._look_for_links(item, kept, place.mails)
                return part
            if place.depth >= MAX_DEPTH:
                raise TooLarge(name=item.name, detail=f"plus de {MAX_DEPTH} niveaux emboîtés")
            inner = _Place(
                item, kept.path, kept.kind, place.depth + 1, place.mails, around=place.kind
            )
            parts = self._opened(inner)
            self._mark_opened(rank, parts)
        except ReadError as error:
            self._mark_refused(item, rank, error, place.mails)
            return refusal(error, part) if item.hint != "litter" else ()
        return parts

    def _at_hand(self, item: Item) -> Kept:
        if item.error is not None:
            raise item.error
        if item.path is not None:
            return self._measured(item.path, kind_of(item.path))
        return self._hold.keep(item.chunks or (), item.name)

    def _measured(self, path: Path, kind: Kind) -> Kept:
        if not path.is_file():
            return Kept(path, kind, 0, "")
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Kept(path, kind, file.tell(), digest)

    def _account(self, item: Item, kept: Kept, mails: tuple[int, ...]) -> int:
        self.files.append(
            File(
                name=item.name,
                within=item.within,
                path=kept.path,
                kind=kept.kind,
                size=kept.size,
                sha256=kept.sha256 or None,
                hint=item.hint,
                mails=mails,
            )
        )
        return len(self.files) - 1

    def _mark_opened(self, rank: int, parts: tuple[Part, ...]) -> None:
        file = self.files[rank]
        if not (len(parts) == 1 and parts[0].paths == (file.path,)):
            self.files[rank] = file.model_copy(update={"hint": "opened"})

    def _mark_refused(
        self, item: Item, rank: int | None, error: ReadError, mails: tuple[int, ...]
    ) -> None:
        if rank is None:
            self.files.append(
                File(
                    name=item.name,
                    within=item.within,
                    hint=item.hint,
                    refusal=error.message,
                    mails=mails,
                )
            )
        else:
            refused = {"refusal": error.message, "kind": "error"}
            self.files[rank] = self.files[rank].model_copy(update=refused)

    def _look_for_links(self, item: Item, kept: Kept, mails: tuple[int, ...]) -> None:
        """Read a short text, a web page or a shortcut for links to files."""
        if kept.kind not in ("other", "html") or not 0 < kept.size <= _NOTE:
            return
        data = kept.path.read_bytes()
        if not (is_plain_text(data) or data.startswith(_SHORTCUT)):
            return
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        self._note_links((data.decode(encoding, "replace"),), item.name, mails, item.context)

    def _note_links(
        self, words: tuple[str, ...], where: str, mails: tuple[int, ...], context: Context | None
    ) -> None:
        known = {one.digest for one in self.pointers}
        for one in links_in(words, where, context):
            if one.digest not in known:
                self.pointers.append(one._replace(mails=mails))


def _is_same_mail(place: _Place, context: Context) -> bool:
    """Say whether a mail is another's content: its signed part, or Outlook's winmail.dat."""
    if place.depth == 1 or not place.mails:
        return False
    wrapped = place.around in ("signed-mail", "mail", "outlook")
    return context is place.item.context or (place.kind == "tnef" and wrapped)


def _context(own: Context | None, place: _Place) -> Context | None:
    """Give what is known of the mail around a container's files.

    A mail inside a mail counts with its own sender and times. The content of a signature has
    none, and that of a winmail.dat is worth less than what the servers wrote around it.
    """
    outer = place.item.context
    if own is None or (outer is not None and own.is_bare):
        return outer
    if outer is None or outer.is_bare:
        return own
    if place.kind == "tnef" and place.around == "mail":
        return outer
    return own.model_copy(update={"forwarded": True})
