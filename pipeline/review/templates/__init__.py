"""Review: the pages as Jinja templates, which a web application may use as well."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.review.words import clean, compared, labels_of, shown, some


def environment() -> Environment:
    """Return the environment of the templates: whatever comes from a candidate is escaped."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.globals.update(some=some, shown=shown, labels_of=labels_of, compared=compared)
    return made


def _shown(value: object) -> object:
    if value is None:
        return ""
    return clean(value) if type(value) is str else value
