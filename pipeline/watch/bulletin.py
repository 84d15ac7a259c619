"""Say each fault once, however often it is met, and say when it is over."""

import traceback
from collections.abc import Iterator, Mapping, Sequence

from pipeline.errors import PipelineError
from pipeline.run.faults import is_of_the_machine

_NAMED = 3
"""Drops named one by one; three hundred of them with one fault are said in one line."""


class Bulletin:
    """What was said of one inbox."""

    def __init__(self) -> None:
        self._told: dict[str, Exception] = {}

    def news(self, standing: Mapping[str, Exception]) -> tuple[str, ...]:
        """Return what to say, in French, now that these faults stand.

        Args:
            standing: by the name of the drop, or "" for all of the inbox; every fault that
                stands, not only the new ones.
        """
        now = {_key(name, error): error for name, error in standing.items()}
        fresh = [e for key, e in now.items() if _code(self._told.get(key)) != _code(e)]
        over = [(key, error) for key, error in self._told.items() if key not in now]
        self._told = now
        return (*_said(fresh), *_over(over))


def _said(errors: Sequence[Exception]) -> Iterator[str]:
    for code in dict.fromkeys(map(_code, errors)):
        same = [error for error in errors if _code(error) == code]
        yield from map(_line, same[:_NAMED])
        if len(same) > _NAMED:
            yield f"… et {len(same) - _NAMED} de plus dans le même cas [{code}]."


def _over(faults: Sequence[tuple[str, Exception]]) -> Iterator[str]:
    names = [key for key, error in faults if key and not is_of_the_machine(error)]
    if len(names) < len(faults):
        yield "La réception reprend normalement."
    if names:
        listed = ", ".join(f"«\u00a0{name}\u00a0»" for name in names[:_NAMED])
        more = f" et {len(names) - _NAMED} de plus" if len(names) > _NAMED else ""
        yield f"C’est réglé pour {listed}{more}."


def _key(name: str, error: Exception) -> str:
    return _code(error) if is_of_the_machine(error) else name


def _code(error: Exception | None) -> str:
    if error is None:
        return ""
    if isinstance(error, PipelineError):
        return error.code
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__}:{frames[-1].lineno if frames else 0}"


def _line(error: Exception) -> str:
    if isinstance(error, PipelineError):
        return str(error)
    trace = "".join(traceback.format_exception(error))
    return f"Erreur inattendue, la surveillance continue\u00a0:\n{trace}"
