"""Convert office documents through LibreOffice, which is given nothing that it could harm."""

from pipeline.soffice.convert import Job, convert, to_docx, to_pdf

__all__ = ["Job", "convert", "to_docx", "to_pdf"]
