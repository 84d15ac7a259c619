"""Damage inside packages (docx, odt, zip): their parts, and the XML of these."""

import copy
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from lxml import etree

_VALUES = (
    "", "0", "-1", "1", "true", "2147483648", "99999999999999999999", "-0", "NaN", "1e999", "0x10",
    "rId1", "rId99999", "../../../../etc/passwd", "file:///etc/passwd", "http://example.org/x",
    "\\\\example.org\\x", "A" * 70_000, "\u202e\u0301", "😀", "w:p", "%s%n", "{{ 7*7 }}",
)  # fmt: skip
_XML = re.compile(r".*\.(?:xml|rels)$")
_MAIN = ("word/document.xml", "content.xml")
_LARGEST = 20_000_000

Element = etree._Element  # noqa: SLF001 -- lxml has no other name for the type


def parts(content: bytes, dice: Random) -> bytes:
    """Lose, repeat, rename or cut a part."""
    held = _opened(content)
    if not held:
        return content
    at = dice.randrange(len(held))
    name, data = held[at]
    kind = dice.randrange(6)
    if kind == 0:
        del held[at]
    elif kind == 1:
        held.append((name, dice.choice(held)[1]))
    elif kind == 2:
        held[at] = (
            dice.choice((name.upper(), f"/{name}", f"../{name}", dice.choice(held)[0])),
            data,
        )
    elif kind == 3:
        held[at] = (name, data[: dice.randrange(len(data) + 1)])
    elif kind == 4:
        held[at] = (name, dice.choice(held)[1])
    else:
        held[at] = (name, data.replace(b"<?xml", b'<?xml version="1.1" encoding="x"?><?xml', 1))
    return _closed(held, dice)


def elements(content: bytes, dice: Random) -> bytes:
    """Change the tree of a part: what is where, how often, how deep."""
    return _in_xml(content, dice, _changed_tree)


def attributes(content: bytes, dice: Random) -> bytes:
    """Give attributes and texts of a part values that nobody expects."""
    return _in_xml(content, dice, _changed_values)


def markup(content: bytes, dice: Random) -> bytes:
    """Damage the characters of a part, so that it may no longer be XML."""
    held = _opened(content)
    if not held:
        return content
    at = _pick(held, dice)
    name, data = held[at]
    where = dice.randrange(len(data) + 1)
    piece = dice.choice(
        (b"<", b"&", b"]]>", b"<!DOCTYPE a>", b"&#0;", b"\0", b"\xff", b"</w:p>", b"")
    )
    held[at] = (name, data[:where] + piece + data[where + dice.choice((0, 1, 30)) :])
    return _closed(held, dice)


MUTATORS: tuple[Callable[[bytes, Random], bytes], ...] = (
    parts, elements, elements, elements, attributes, attributes, markup,
)  # fmt: skip


def _opened(content: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            held = package.infolist()
            if sum(one.file_size for one in held) > 10 * _LARGEST:
                return []
            return [(one.filename, package.read(one)) for one in held]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, zlib.error):
        return []


def _closed(held: list[tuple[str, bytes]], dice: Random) -> bytes:
    packed = io.BytesIO()
    method = dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with zipfile.ZipFile(packed, "w", method) as package:
        for name, data in held:
            info = zipfile.ZipInfo(name)  # without the warning about a name that comes twice
            info.compress_type = method
            package.NameToInfo.pop(name, None)
            package.writestr(info, data)
    return packed.getvalue()


def _pick(held: list[tuple[str, bytes]], dice: Random) -> int:
    """Choose a part of XML, the main one more often than not."""
    named = [at for at, (name, _) in enumerate(held) if _XML.match(name)]
    main = [at for at in named if held[at][0] in _MAIN]
    return dice.choice(main if main and dice.random() < 0.7 else named or range(len(held)))


def _in_xml(content: bytes, dice: Random, change: Callable[[Element, Random], None]) -> bytes:
    held = _opened(content)
    if not held:
        return content
    at = _pick(held, dice)
    name, data = held[at]
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    root = etree.fromstring(data, parser) if data.strip() else None
    if root is None:
        return parts(content, dice)
    for _ in range(dice.choice((1, 2, 5, 20))):
        change(root, dice)
    held[at] = (name, etree.tostring(root, encoding="UTF-8", xml_declaration=True)[:_LARGEST])
    return _closed(held, dice)


def _changed_tree(root: Element, dice: Random) -> None:
    every = [one for one in root.iter() if isinstance(one.tag, str) and one is not root]
    if not every:
        return
    one, other = dice.choice(every), dice.choice(every)
    parent = one.getparent()
    kind = dice.randrange(6)
    if parent is None or kind == 0:
        (root if parent is None else parent).remove(one)
    elif kind == 1 and not _holds(one, other):
        other.append(one)
    elif kind == 2:
        one.tag = other.tag
    elif kind == 3:
        _repeat(parent, one, dice)
    elif kind == 4:
        _nest(parent, one, dice.choice((3, 40, 300, 3000)))
    else:
        _unwrap(parent, one)


def _unwrap(parent: Element, one: Element) -> None:
    """Let the children stand where their parent stood."""
    for child in list(one):
        one.addprevious(child)
    parent.remove(one)


def _holds(one: Element, other: Element) -> bool:
    return one is other or one in other.iterancestors()


def _copy(one: Element) -> Element:
    other = copy.deepcopy(one)
    other.tail = None
    return other


def _repeat(parent: Element, one: Element, dice: Random) -> None:
    size = len(etree.tostring(one))
    times = min(dice.choice((1, 10, 500, 20_000)), max(1, _LARGEST // 4 // max(size, 1)))
    at = parent.index(one)
    for _ in range(times):
        parent.insert(at, _copy(one))


def _nest(parent: Element, one: Element, depth: int) -> None:
    """Put an element into copies of its own shell."""
    at = parent.index(one)
    outer = inner = etree.Element(one.tag, dict(one.attrib))
    for _ in range(depth):
        inner = etree.SubElement(inner, one.tag, dict(one.attrib))
    inner.append(one)
    parent.insert(at, outer)


def _changed_values(root: Element, dice: Random) -> None:
    every = [one for one in root.iter() if isinstance(one.tag, str)]
    one = dice.choice(every)
    if one.attrib and dice.random() < 0.7:
        name = dice.choice(list(one.attrib))
        if dice.random() < 0.2:
            del one.attrib[name]
        else:
            one.set(name, dice.choice(_VALUES))
    elif dice.random() < 0.5:
        one.text = dice.choice(_VALUES)
    else:
        one.tail = dice.choice(_VALUES)
