"""Stage « tables »: the ranking as workbook, page, CSV and PDF, and one A4 page per dossier."""

from pipeline.tables.fiche import write_fiche
from pipeline.tables.files import write_tables

__all__ = ["write_fiche", "write_tables"]
