"""Decisions of a committee, read back from the workbook that it filled in."""

from pipeline.decisions.read import Ruling, read_decisions

__all__ = ["Ruling", "read_decisions"]
