"""PDF files of tables and fiches through LibreOffice, byte-identical for equal inputs."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pikepdf

from pipeline.errors import ReadError
from pipeline.soffice import Job, convert, to_pdf
from pipeline.tables.board import Board
from pipeline.tables.workbook import write_workbook

_CALC = (
    "pdf:calc_pdf_Export:"
    '{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"}}'
)


def print_tables(board: Board, path: Path) -> bool:
    """Lay the ranking out as a PDF; tell whether LibreOffice could do it.

    The PDF is a convenience: without it, the page and the workbook still print. An older one
    is taken away first, lest it be read as today's.
    """
    path.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "classement.xlsx")
        write_workbook(board, book, printed=True)
        try:
            convert([Job(book, ".xlsx", path)], _CALC)
        except ReadError:
            return False
    settle(path)
    return True


def print_fiches(fiches: Sequence[Path], folder: Path) -> tuple[Path, ...]:
    """Lay fiches out as PDF files of the same names; none when LibreOffice cannot."""
    for fiche in fiches:
        (folder / f"{fiche.stem}.pdf").unlink(missing_ok=True)
    try:
        made = to_pdf(fiches, folder)
    except ReadError:
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
