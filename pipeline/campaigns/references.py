"""Find what a definition names elsewhere: a question by its key, a box by its code.

Everything here looks at the raw tables, so that a fault in one place hides none in another.
"""

from collections.abc import Iterator, Sequence

from pipeline.campaigns.fault import Fault
from pipeline.campaigns.locate import KeyPath
from pipeline.campaigns.source import Source
from pipeline.campaigns.wording import nearest


def question_keys(form: Source) -> tuple[str, ...]:
    """Give the keys of the questions, in printed order."""
    return tuple(
        question["key"]
        for _, printed in form.tables("printed")
        if isinstance(question := printed.get("question"), dict)
        and isinstance(question.get("key"), str)
    )


def option_codes(form: Source, key: str) -> tuple[str, ...]:
    """Give the codes of the boxes of a question; none when it has none."""
    return tuple(
        str(option.get("code"))
        for path, printed in form.tables("printed")
        if form.at(*path, "question", "key") == key
        for _, option in form.tables(*path, "question", "options")
    )


def duplicate(source: Source, path: KeyPath, value: object, seen: set[str]) -> Iterator[Fault]:
    """Blame a code that an earlier one of the same list already bears; `seen` gathers them."""
    if not isinstance(value, str):
        return
    if value in seen:
        yield source.fault(path, f"« {value} » est déjà pris plus haut.", "Choisissez-en un autre.")
    seen.add(value)


def names_a_question(
    source: Source, path: KeyPath, keys: Sequence[str], form: Source
) -> Iterator[Fault]:
    """Blame the text at `path` when it is the key of no question; an absent one is no fault."""
    value = source.at(*path)
    # Without a readable form every key would seem unknown.
    if isinstance(value, str) and value not in keys and form.data:
        yield source.fault(
            path, f"Aucune question du formulaire n’a la clé « {value} ».", nearest(value, keys)
        )


def names_an_option(
    source: Source, path: KeyPath, names: tuple[str, str], form: Source
) -> Iterator[Fault]:
    """Blame a code that is no box of its question; `names` are those of the key and the code."""
    key, code = (source.at(*path, name) for name in names)
    if not (isinstance(key, str) and isinstance(code, str)) or key not in question_keys(form):
        return
    codes = option_codes(form, key)
    if code not in codes:
        yield source.fault(
            (*path, names[1]),
            f"La question « {key} » n’a pas de case « {code} ».",
            nearest(code, codes),
        )
