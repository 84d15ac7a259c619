"""Rank the marked dossiers of a campaign or a lot."""

from pipeline.rank.ranking import rank

__all__ = ["rank"]
