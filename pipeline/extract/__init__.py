"""Extract: from a document and a form to answers; a stage that knows no file format."""

from pipeline.extract.agree import places_to_confirm
from pipeline.extract.answers import extract

__all__ = ["extract", "places_to_confirm"]
