"""The base of every record: frozen, strict about unknown fields, verbatim about text."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """An immutable value handed from one stage to the next.

    Text is kept as it stands: no stripping, no case folding. Absent is `None`, never `""`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
