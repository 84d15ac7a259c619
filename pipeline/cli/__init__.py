"""Entrance: the command line. Commands parse, call and print; the work is done in `run`."""

from pipeline.cli.commands import main

__all__ = ["main"]
