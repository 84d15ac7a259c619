"""A fault of a campaign definition, told so that an organiser can repair it alone."""

from schemas.base import Record


class Fault(Record):
    """What is wrong, where, and what to do; `message` and `remedy` are French sentences."""

    file: str
    line: int | None = None
    key: str | None = None
    message: str
    remedy: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}, ligne {self.line}"
        return f"{where}\u00a0: {self.message} → {self.remedy}"
