"""Entrance: a fictional campaign, played from the first drop to the letters."""

from pipeline.demo.play import demo

__all__ = ["demo"]
