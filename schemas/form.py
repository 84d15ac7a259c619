"""The printed form, declared once in `form.toml`: its words in order and what each asks for."""

from typing import Literal, Self

from pydantic import Field, model_validator

from schemas.base import Record

AnswerType = Literal[
    "text",
    "long_text",
    "postal_code",
    "email",
    "telephone",
    "siret",
    "date",
    "amount",
    "choice",
    "choices",
    "boolean",
    "signature",
]


class Option(Record):
    """One box of a question: its code in the results and its printed words."""

    code: str
    label: tuple[str, ...] = Field(min_length=1, description="Printed words, then variants.")
    detail: str | None = Field(default=None, description="Key of the text asked after this box.")


class Condition(Record):
    """True when the list of codes at `key` holds `has`."""

    key: str
    has: str


class Question(Record):
    """A field of the form.

    `label` holds the printed words first, then known variants. `at` names the label in whose
    cell a signature stands. `column` is the header of the column that an amount stands under,
    when several questions share a row of a table.
    """

    key: str
    type: AnswerType
    label: tuple[str, ...] = Field(min_length=1)
    title: str = Field(description="How people call this field, in French.")
    options: tuple[Option, ...] = ()
    required: bool = True
    required_if: Condition | None = None
    personal: bool = False
    column: str | None = None
    within: str | None = Field(
        default=None, description="Key whose cell or region holds this signature."
    )

    @model_validator(mode="after")
    def _options_fit_the_type(self) -> Self:
        boxes = self.type in ("choice", "choices", "boolean")
        if boxes != bool(self.options):
            raise ValueError("options")
        return self


class Printed(Record):
    """One element of the printed form: a heading, a question, or words that ask for nothing."""

    heading: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    question: Question | None = None


class Form(Record):
    """The form of a call: everything printed, in order."""

    id: str
    title: str
    placeholders: tuple[str, ...] = ()
    running: tuple[str, ...] = Field(
        default=(), description="Header and footer lines; `{n}` stands for a number."
    )
    mentions: tuple[str, ...] = Field(
        default=(), description="Words written by habit beside a signature; never a name."
    )
    printed: tuple[Printed, ...] = Field(min_length=1)
    blank: str | None = Field(
        default=None,
        exclude=True,  # where a file lies on this machine is no part of the form
        description="Path of the form as printed (PDF), to lay scans upon; None: not known.",
    )

    @property
    def questions(self) -> tuple[Question, ...]:
        """The fields in printed order."""
        return tuple(item.question for item in self.printed if item.question is not None)
