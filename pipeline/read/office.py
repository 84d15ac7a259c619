"""Bring old and foreign office documents (.doc, .odt, .rtf) to .docx, which one reader knows.

Always through .docx: a conversion to text loses text boxes and form check boxes, and keeps
what tracked changes deleted.
"""

import tempfile
from pathlib import Path

from pipeline.errors import Damaged
from pipeline.kinds import Kind, kind_of
from pipeline.read.office_fields import keep_results
from pipeline.soffice import Job
from pipeline.soffice import to_docx as converted

_SUFFIXES: dict[Kind, str] = {"doc": ".doc", "odt": ".odt", "rtf": ".rtf", "word-xml": ".xml"}
_SECONDS = 16
"""For LibreOffice; measured: 0.2 to 0.5 s for a dossier, 1.6 s at most over 119 wild files."""


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
        TooLarge: it unpacks to more than any dossier.
    """
    kind = kind_of(path)
    suffix = _SUFFIXES.get(kind)
    if suffix is None:
        raise Damaged(name=path.name, detail="ni .doc, ni .odt, ni .rtf")
    with tempfile.TemporaryDirectory(prefix="office-") as folder:
        copy = Path(folder, f"dossier{suffix}")
        keep_results(path, kind, copy)
        job = Job(copy, suffix, into / "converted.docx", path.name)
        target = converted(job, seconds=_SECONDS)
    if kind_of(target) != "word":
        raise Damaged(name=path.name, detail="conversion incomplète")
    return target
