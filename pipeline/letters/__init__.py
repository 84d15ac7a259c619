"""Letters: acknowledgements, requests and decisions, as Word files for a person to send."""

from pipeline.letters.write import write_letter

__all__ = ["write_letter"]
