"""Kin: several files of the same candidate, how they are related, and which of them stands.

A stage: a function of dossiers as read, the form, the grid and what persons said; it stores
nothing and moves nothing itself.
"""

from pipeline.kin.candidate import Candidate, Kindred, Standing
from pipeline.kin.differences import differences
from pipeline.kin.joined import joined
from pipeline.kin.kindred import kin

__all__ = ["Candidate", "Kindred", "Standing", "differences", "joined", "kin"]
