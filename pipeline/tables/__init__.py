"""Stage « tables »: the ranking as workbook, page, CSV and PDF, and one A4 page per dossier."""

from pipeline.tables.fiche import draw_fiche, write_fiche
from pipeline.tables.files import write_tables

__all__ = ["draw_fiche", "write_fiche", "write_tables"]
