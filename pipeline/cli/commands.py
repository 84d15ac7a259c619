"""All commands, each told to the command line by being imported."""

from pipeline.cli import arrivals, look, mail, persons, review, work
from pipeline.cli.root import main

__all__ = ["arrivals", "look", "mail", "main", "persons", "review", "work"]
