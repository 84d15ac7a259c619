"""All commands, each told to the command line by being imported."""

from pipeline.cli import look, work
from pipeline.cli.root import main

__all__ = ["look", "main", "work"]
