"""Read, Word: the names of WordprocessingML and how its on/off values are written."""

from lxml.etree import _Element as Element

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{MAIN}}}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741 -- the prefix that the format uses
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

VAL = W + "val"

STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", MAIN.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", M[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/drawingml/",
        b"http://schemas.openxmlformats.org/drawingml/2006/",
    ),
)
"""ISO/IEC 29500 Strict namespaces and their transitional equals (part 1, annex A)."""

_OFF = frozenset({"0", "false", "off", "none"})


def is_on(element: Element) -> bool:
    """Say whether an on/off element stands for on: no value means on (part 1, 17.17.4)."""
    return element.get(VAL, "1").lower() not in _OFF


def child_of(parent: Element | None, tag: str) -> Element | None:
    """Return the first such child, or None."""
    # A third of the time of `find`, which takes paths.
    return None if parent is None else next(parent.iterchildren(tag), None)


def value_of(parent: Element | None, tag: str) -> str | None:
    """Return the `w:val` of the first such child, or None."""
    child = child_of(parent, tag)
    return None if child is None else child.get(VAL)


def number(text: str | None, default: int, *, low: int = 0, high: int = 1000) -> int:
    """Return a whole number from an attribute, kept between bounds; `default` if it is none."""
    try:
        return min(max(int(text or ""), low), high)
    except ValueError:
        return default
