"""Keep in an office file what its author saw, where LibreOffice would work it out again.

LibreOffice replaces every automatic date by today's when it opens a file, so that a dossier
signed in December would be read as signed on the day of reading; it puts its own user, nobody,
for the author's name; and it drops the form controls of OpenDocument. All are turned into
plain text in a copy.
"""

import re
import shutil
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import olefile  # type: ignore[import-untyped]
from lxml import etree

from pipeline.errors import Damaged, ReadError, TooLarge
from pipeline.kinds import Kind

_LARGEST = 300 * 1024 * 1024  # bytes unpacked; the largest real dossier had 40 MB of pictures
_LIVE = {
    "AUTHOR": 17,
    "LASTSAVEDBY": 20,
    "CREATEDATE": 21,
    "SAVEDATE": 22,
    "PRINTDATE": 23,
    "FILENAME": 29,
    "DATE": 31,
    "TIME": 32,
    "USERNAME": 60,
    "USERINITIALS": 61,
    "USERADDRESS": 62,
}
"""Fields that LibreOffice works out, with their number in .doc files ([MS-DOC] 2.9.90, flt)."""

_NUMBERS = frozenset(_LIVE.values())
_QUOTE = 35  # the field QUOTE, of which LibreOffice keeps the stored result
_FIELD_TABLES = (0x11A, 0x122, 0x262)  # [MS-DOC] 2.5.6: PlcfFldMom, -Hdr, -Txbx in the FIB
_NAMES = b"(?:" + "|".join(_LIVE).encode() + b")(?![A-Za-z])"
_RTF_FIELD = re.compile(
    rb"(\\fldinst\b(?:(?!\\fldrslt|\\fldinst).){0,400}?)(?<![\\A-Za-z])" + _NAMES,
    re.IGNORECASE | re.DOTALL,
)
_XML_FIELD = re.compile(rb"((?:<w:instrText[^>]*>|w:instr=[\"'])\s*)" + _NAMES, re.IGNORECASE)
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _FORM, _DRAW = (_OFFICE % name for name in ("text", "form", "drawing"))
_FIELD_ENDS = ("date", "time", "author-name", "author-initials", "creator", "file-name", "duration")
"""How the elements of such fields end in OpenDocument: `text:date`, `text:creation-date`…"""


def keep_results(source: Path, kind: Kind, target: Path) -> None:
    """Copy an office document so that a conversion shows what its author saw.

    Raises:
        Damaged: what is left of the file is no whole document.
        TooLarge: an OpenDocument package unpacks to more than any dossier.
    """
    shutil.copyfile(source, target)
    edit = _EDITS.get(kind)
    try:
        if edit is not None:
            edit(target)
    except ReadError as error:  # known by the name that the candidate gave
        raise type(error)(error.facts | {"name": source.name}) from error


def has_live_fields(docx: Path) -> bool:
    """Say whether a converted file still holds fields that LibreOffice has worked out."""
    with zipfile.ZipFile(docx) as package:
        return _XML_FIELD.search(package.read("word/document.xml")) is not None


def _edit_rtf(path: Path) -> None:
    path.write_bytes(_RTF_FIELD.sub(rb"\1QUOTE", path.read_bytes()))


def _edit_xml(path: Path) -> None:
    path.write_bytes(_XML_FIELD.sub(rb"\1QUOTE", path.read_bytes()))


def _edit_doc(path: Path) -> None:
    if not olefile.isOleFile(str(path)):
        return  # Word 2, before compound files
    try:
        with olefile.OleFileIO(str(path), write_mode=True) as container:
            _edit_tables(container)
    except (OSError, ValueError, IndexError, OverflowError, MemoryError) as error:
        # LibreOffice would make an empty document of what is left of a truncated one.
        raise Damaged(name=path.name, detail=str(error)) from error


def _edit_tables(container: olefile.OleFileIO) -> None:
    header = container.openstream("WordDocument").read()
    # [MS-DOC] 2.5.2: nFib below 193 is Word 95, laid out otherwise; bit 9 of the flags tells
    # which of two streams holds the tables.
    version, flags = struct.unpack_from("<2xH6xH", header)
    name = "1Table" if flags & 0x200 else "0Table"
    if version < 193 or not container.exists(name):
        return
    before = container.openstream(name).read()
    table = bytearray(before)
    for place in _FIELD_TABLES:
        _quote(table, *struct.unpack_from("<II", header, place))
    if table != before:
        container.write_stream(name, bytes(table))


def _quote(table: bytearray, start: int, length: int) -> None:
    # A PLC: n + 1 positions of 4 bytes, then n descriptors of 2: what the character is
    # (0x13 begins a field) and, there, the type of the field.  ([MS-DOC] 2.8.25, 2.9.88)
    count = (length - 4) // 6
    for at in range(start + 4 * (count + 1), start + 4 * (count + 1) + 2 * count, 2):
        if table[at] & 0x1F == 0x13 and table[at + 1] in _NUMBERS:
            table[at + 1] = _QUOTE


def _edit_odt(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        path.write_bytes(_edited(path.read_bytes()))  # « flat »: one XML file
        return
    whole = path.with_suffix(".whole")
    path.rename(whole)
    try:
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
            if sum(member.file_size for member in old.infolist()) > _LARGEST:
                raise TooLarge(name=path.name, detail=f"plus de {_LARGEST // 1024**2} Mo")
            for member in old.infolist():
                data = old.read(member)
                new.writestr(member, _edited(data) if member.filename == "content.xml" else data)
    except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError, OSError) as error:
        raise Damaged(name=path.name, detail=str(error)) from error


def _edited(content: bytes) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return content
    for field in [one for one in root.iter(f"{_TEXT}*") if _is_live(one)]:
        _replace(field, "".join(map(str, field.itertext())))
    shown = {
        name: text
        for control in root.iter(f"{_FORM}*")
        if (name := control.get(f"{_FORM}id")) and (text := _shown(control)) is not None
    }
    for control in list(root.iter(f"{_DRAW}control")):
        _replace(control, shown.get(control.get(f"{_DRAW}control", "")))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _shown(control: etree._Element) -> str | None:
    """Give what a form control shows: a box and its label, or the text entered."""
    kind = str(control.tag).removeprefix(_FORM)
    label = control.get(f"{_FORM}label", "")
    if kind == "checkbox":
        state = control.get(f"{_FORM}current-state", control.get(f"{_FORM}state"))
        return f"{'☒' if state == 'checked' else '☐'} {label}".strip()
    if kind == "radio":
        state = control.get(f"{_FORM}current-selected", control.get(f"{_FORM}selected"))
        return f"{'☒' if state == 'true' else '☐'} {label}".strip()
    if kind == "listbox":
        options = control.iter(f"{_FORM}option")
        chosen = [o for o in options if o.get(f"{_FORM}current-selected") == "true"]
        return ", ".join(option.get(f"{_FORM}label", "") for option in chosen)
    return control.get(f"{_FORM}current-value", control.get(f"{_FORM}value"))


def _is_live(element: etree._Element) -> bool:
    name = str(element.tag).removeprefix(_TEXT)
    return name.endswith(_FIELD_ENDS) or name.startswith("sender-")


def _replace(element: etree._Element, text: str | None) -> None:
    parent = element.getparent()
    if text is None or parent is None:
        return
    in_line = parent.tag in {f"{_TEXT}p", f"{_TEXT}h", f"{_TEXT}span", f"{_TEXT}a"}
    plain = etree.Element(f"{_TEXT}span" if in_line else f"{_TEXT}p")
    plain.text, plain.tail = text, element.tail
    parent.replace(element, plain)


_EDITS: Mapping[Kind, Callable[[Path], None]] = {
    "rtf": _edit_rtf,
    "word-xml": _edit_xml,
    "doc": _edit_doc,
    "odt": _edit_odt,
}
