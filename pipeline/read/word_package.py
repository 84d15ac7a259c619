"""Read, Word: the parts of a .docx, opened with bounds and without touching the disk or a network.

Every read is preceded by a look at the declared size; names are never turned into paths.
"""

import lzma
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element as Element

from pipeline.errors import Damaged, Dangerous, Empty, Encrypted, TooLarge, UnknownKind
from pipeline.read.word_names import STRICT
from pipeline.read.word_zip import plain_member

PART_LIMIT = 64 * 1024 * 1024
ENTRY_LIMIT = 10_000  # a dossier has some twenty parts; a book with a picture a page, hundreds
TOTAL_LIMIT = 256 * 1024 * 1024
TAG_LIMIT = 2_000_000  # a printed page is some 3,000 tags; the tree takes 100 bytes and more each
REMEMBERED = 256 * 1024  # bytes of a part kept as a tree: the styles of Word's own blanks have 45 k
BOMB_SIZE, BOMB_RATIO = 16 * 1024 * 1024, 200  # Word's own XML is packed 10 to 30 times

_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    struct.error,
)
_MAIN_TYPES = (
    "wordprocessingml.document.main+xml",
    "wordprocessingml.template.main+xml",
    "ms-word.document.macroenabled.main+xml",
    "ms-word.template.macroenabledtemplate.main+xml",
)


class Relation(NamedTuple):
    """What a part points to: `kind` is the last word of the type, `target` a name in the file."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of one Word file by lower-case name; reads are bounded."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.name = name
        self._archive = archive
        # Some programs write back-slashes or another case than they refer to.
        self._entries = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info
            for info in archive.infolist()
        }
        self._spent = 0
        self._tags = 0
        self._relations: dict[str, dict[str, Relation]] = {}

    def holds(self, part: str) -> bool:
        """Say whether such a part is there."""
        return part.lower() in self._entries

    def size(self, part: str) -> int:
        """Return the declared size in bytes, 0 when there is no such part."""
        info = self._entries.get(part.lower())
        return 0 if info is None else info.file_size

    def content(self, part: str) -> bytes | None:
        """Return the bytes of a part, None when it is not there.

        Raises:
            TooLarge, Dangerous: the part declares more than a dossier holds.
            Encrypted: the zip itself has a password.
            Damaged: its bytes cannot be unpacked.
        """
        info = self._entries.get(part.lower())
        if info is None:
            return None
        if info.file_size > PART_LIMIT:
            detail = f"{info.file_size // 1_000_000} Mo dans une seule partie"
            raise TooLarge(name=self.name, detail=detail)
        self._spent += info.file_size
        if self._spent > TOTAL_LIMIT:
            raise TooLarge(name=self.name, detail=f"{self._spent // 1_000_000} Mo")
        if info.file_size > BOMB_SIZE and info.file_size > BOMB_RATIO * info.compress_size:
            raise Dangerous(name=self.name, detail="bombe de décompression")
        if info.flag_bits & 1:
            raise Encrypted(name=self.name)
        try:
            data = plain_member(self._archive.fp, info)
            if data is None:
                with self._archive.open(info) as stream:
                    data = stream.read(PART_LIMIT)
        except _ZIP_FAULTS as error:
            raise Damaged(name=self.name) from error
        return data

    def xml(self, part: str, *, shared: bool = False) -> Element | None:
        """Return the root of an XML part in transitional names, None when it is not there.

        Args:
            part: its name.
            shared: take the tree made for the last file that held the same bytes, if there is
                one. The dossiers of one blank differ in their main part only.

        Raises:
            Dangerous: it declares a document type (Word never does).
            TooLarge: it has more tags than a dossier can have.
            Damaged: it is not well-formed.
        """
        data = self.content(part)
        if data is None:
            return None
        data = _plain_encoding(data)
        if b"<!DOCTYPE" in data:
            raise Dangerous(name=self.name, detail="déclaration d’entités XML")
        self._tags += data.count(b"<")
        if self._tags > TAG_LIMIT:
            raise TooLarge(name=self.name, detail="plus de balises qu’un livre entier")
        if b"purl.oclc.org/ooxml" in data:
            for strict, transitional in STRICT:
                data = data.replace(strict, transitional)
        try:
            root = _shared_tree(data) if shared and len(data) <= REMEMBERED else _tree(data)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Damaged(name=self.name) from error
        if root.getroottree().docinfo.internalDTD is not None:  # in an encoding not seen above
            raise Dangerous(name=self.name, detail="déclaration d’entités XML")
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """Return what a part points to, by identifier; an empty mapping when it says nothing."""
        found = self._relations.get(part)
        if found is None:
            folder, _, name = part.rpartition("/")
            links = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
            root = self.xml(links, shared=True)
            found = {} if root is None else _relations(root, folder)
            self._relations[part] = found
        return found

    def main(self) -> str:
        """Return the name of the main part: by relation, by content type, or by habit.

        Raises:
            UnknownKind: a zip without any Word text in it.
        """
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and self.holds(relation.target):
                return relation.target
        types = self.xml("[Content_Types].xml")
        for override in () if types is None else types:
            if (override.get("ContentType") or "").lower().endswith(_MAIN_TYPES):
                return (override.get("PartName") or "").lstrip("/")
        if self.holds("word/document.xml"):
            return "word/document.xml"
        raise UnknownKind(name=self.name)


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """Open a .docx, .docm or .dotx.

    Raises:
        Empty, Encrypted, UnknownKind: no byte, an encrypted container, no zip at all.
        Damaged: a zip that is cut or corrupt, or an old .doc under a new name.
        TooLarge: more entries than a dossier needs.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
            if not head.startswith(b"PK"):
                raise _no_zip(path.name, head, stream.read(PART_LIMIT))
            with zipfile.ZipFile(stream) as archive:
                if len(archive.infolist()) > ENTRY_LIMIT:
                    raise TooLarge(name=path.name, detail=f"{len(archive.infolist())} entrées")
                yield Package(archive, path.name)
    except _ZIP_FAULTS as error:
        raise Damaged(name=path.name) from error


def _no_zip(name: str, head: bytes, rest: bytes) -> Exception:
    if not head:
        return Empty(name=name)
    if head == bytes.fromhex("D0CF11E0A1B11AE1"):
        # An OLE container: a .docx with a password, or a .doc that was renamed ([MS-OFFCRYPTO]).
        is_encrypted = "EncryptedPackage".encode("utf-16-le") in rest
        return Encrypted(name=name) if is_encrypted else Damaged(name=name)
    return UnknownKind(name=name)


def _plain_encoding(data: bytes) -> bytes:
    # A part may be in UTF-16 (part 2, 8.1.4): the checks above need one encoding.
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return data
    text = data.decode("utf-16", errors="replace")
    return text[text.find("?>") + 2 if text.startswith("<?xml") else 0 :].encode()


_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


def _tree(data: bytes) -> Element:
    return etree.fromstring(data, _PARSER)


# Trees are only ever read, so files can share them.  A file that was refused left none.
_shared_tree = lru_cache(maxsize=24)(_tree)


@lru_cache(maxsize=24)
def _relations(root: Element, folder: str) -> dict[str, Relation]:
    found = {}
    for node in root:
        target = node.get("Target") or ""
        external = (node.get("TargetMode") or "").lower() == "external"
        if not external:
            target = unquote(target).replace("\\", "/")
            joined = target if target.startswith("/") else f"{folder}/{target}"
            target = posixpath.normpath(joined).lstrip("/")
        kind = (node.get("Type") or "").rpartition("/")[2]
        found[node.get("Id") or ""] = Relation(kind, target, external)
    return found
