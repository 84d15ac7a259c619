"""Mark the dossiers of a campaign, criterion by criterion."""

from pipeline.score.marks import score

__all__ = ["score"]
