"""PDF files of tables and fiches through LibreOffice, byte-identical for equal inputs."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pikepdf

from pipeline.errors import ToolMissing
from pipeline.soffice import Job, convert, to_pdf
from pipeline.tables.board import Board
from pipeline.tables.workbook import write_workbook

_CALC = (
    "pdf:calc_pdf_Export:"
    '{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"}}'
)


def print_tables(board: Board, path: Path) -> bool:
    """Lay the ranking out as a PDF; tell whether LibreOffice is there to do it.

    Raises:
        TooSlow, Crashed, Damaged: LibreOffice is there and fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "classement.xlsx")
        write_workbook(board, book, printed=True)
        try:
            convert([Job(book, ".xlsx", path)], _CALC)
        except ToolMissing:
            return False
    settle(path)
    return True


def print_fiches(fiches: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """Lay fiches out as PDF files of the same names; none without LibreOffice."""
    try:
        made = to_pdf(fiches, folder)
    except ToolMissing:
        return ()
    for path in made:
        settle(path)
    return made


def settle(path: Path) -> None:
    """Take the time of writing out of a PDF, so that equal content gives equal bytes."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for key in ("/CreationDate", "/ModDate"):
            if key in pdf.docinfo:
                del pdf.docinfo[key]
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            for key in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
                if key in metadata:
                    del metadata[key]
        # Both are drawn from the time; the second half of the identity is made anew on saving.
        for key in ("/DocChecksum", "/ID"):
            if key in pdf.trailer:
                del pdf.trailer[key]
        # A spreadsheet has no language of its own: a screen reader must know it.
        pdf.Root.Lang = pikepdf.String("fr-FR")
        pdf.save(path, deterministic_id=True)
