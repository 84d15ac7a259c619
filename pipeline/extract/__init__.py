"""Extract: from a document and a form to answers; a stage that knows no file format."""

from pipeline.extract.answers import extract

__all__ = ["extract"]
