"""Communes of France: their names, places and populations, from tables in the package."""

from pipeline.geo.gazetteer import Gazetteer, Match, load

__all__ = ["Gazetteer", "Match", "load"]
