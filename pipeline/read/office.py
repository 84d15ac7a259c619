"""Bring old and foreign office documents (.doc, .odt, .rtf) to .docx, which one reader knows.

Always through .docx: a conversion to text loses text boxes and form check boxes, and keeps
what tracked changes deleted.
"""

from pathlib import Path

from pipeline.errors import Damaged
from pipeline.kinds import Kind, kind_of
from pipeline.soffice import Job, convert

_SUFFIXES: dict[Kind, str] = {"doc": ".doc", "odt": ".odt", "rtf": ".rtf", "word-xml": ".xml"}
_DOCX = "docx:MS Word 2007 XML"


def to_docx(path: Path, into: Path) -> Path:
    """Convert an office document to a .docx in a folder; the original is not touched.

    Args:
        path: the document, whatever its name.
        into: an existing folder.

    Raises:
        ToolMissing: LibreOffice is not installed.
        TooSlow: it was killed at the end of the time.
        Crashed: LibreOffice died of the file.
        Damaged: LibreOffice does not open it.
    """
    suffix = _SUFFIXES.get(kind_of(path))
    if suffix is None:
        raise Damaged(name=path.name, detail="ni .doc, ni .odt, ni .rtf")
    # LibreOffice believes a suffix more than the content: it is given the true one.
    (target,) = convert([Job(path, suffix, into / "converted.docx")], _DOCX)
    if kind_of(target) != "word":
        raise Damaged(name=path.name, detail="conversion incomplète")
    return target
