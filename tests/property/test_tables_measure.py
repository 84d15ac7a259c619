"""Room of texts on the page: lines counted in one go are those a word processor would set."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.tables.onepage.measure import count_lines, fit, width, wrap
from pipeline.tables.wording import CUT

LETTERS = st.sampled_from("aàiilmnoW'-.,;日\u00a0🎉")
WORDS = st.text(LETTERS, max_size=30)
TEXTS = st.lists(WORDS, max_size=30).map(" ".join)
ROOMS = st.sampled_from([40.0, 131.0, 249.5, 523.0])
SIZES = st.sampled_from([7.5, 8.0, 14.0])


def set_word_by_word(text: str, room: float, size: float, *, bold: bool) -> list[str]:
    """Set a text as a person would: a word, and a blank before it, as long as the line holds."""

    def holds(line: str) -> bool:
        return width(line, size, bold=bold) <= room

    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if holds(longer):
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and not holds(lines[-1] + letter):
                lines.append("")
            lines[-1] += letter
    return lines


@given(TEXTS, ROOMS, SIZES, st.booleans())
def test_lines_are_those_set_word_by_word(
    text: str,
    room: float,
    size: float,
    bold: bool,  # noqa: FBT001 -- drawn by hypothesis
) -> None:
    lines = [line.rstrip(" ") for line in wrap(text, room, size, bold=bold)]

    slow = set_word_by_word(text, room, size, bold=bold)
    assert lines == [line.rstrip(" ") for line in slow]
    assert count_lines(text, room, size, bold=bold) == len(slow)


@given(TEXTS, ROOMS, SIZES, st.integers(1, 6))
def test_no_letter_is_lost_between_the_lines(
    text: str, room: float, size: float, most: int
) -> None:
    lines = wrap(text, room, size)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert count_lines(text, room, size, most=most) == min(most, len(lines))


@given(TEXTS, ROOMS, SIZES, st.integers(1, 6), st.booleans())
def test_a_shortened_text_fits_and_is_the_start_of_the_whole(
    text: str,
    room: float,
    size: float,
    lines: int,
    bold: bool,  # noqa: FBT001 -- drawn by hypothesis
) -> None:
    kept = fit(text, lines, room, size, bold=bold)

    assert count_lines(kept, room, size, bold=bold) <= lines
    assert kept == text or text.startswith(kept.removesuffix(CUT))


@given(TEXTS, ROOMS, SIZES, st.integers(1, 6))
def test_one_word_more_would_not_have_fitted(
    text: str, room: float, size: float, lines: int
) -> None:
    kept = fit(text, lines, room, size)
    if kept == text:
        return

    start = kept.removesuffix(CUT)
    rest = text[len(start) :].lstrip()
    more = text[: len(text) - len(rest)] + rest.split(" ")[0]
    assert len(set_word_by_word(more + CUT, room, size, bold=False)) > lines or more == text
