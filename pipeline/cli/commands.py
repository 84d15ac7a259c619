"""All commands, each told to the command line by being imported."""

from pipeline.cli import look, mail, work
from pipeline.cli.root import main

__all__ = ["look", "mail", "main", "work"]
