"""Stage « tables »: the ranking as workbook, page and CSV, and one A4 page per dossier."""

from pipeline.tables.files import write_tables

__all__ = ["write_tables"]
