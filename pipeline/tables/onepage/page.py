"""Shares the room of one A4 page out: fixed parts first, the answers get what is left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.tables.onepage.content import Content, Marked, Said
from pipeline.tables.onepage.measure import count_lines, fit, share, width

WIDTH = 527.0
"""Points between the margins of A4: 595 less 34 on each side."""

HEIGHT = 842.0 - 40 - 46 - 14
"""Points between the margins, less what programs lose on borders and the last empty line."""

SMALL, BODY, LEADING = 7.5, 8.0, 9.6
"""Sizes in points; every line is exactly `LEADING` high, so that it can be counted."""

TITLE_SIZE, TITLE_LEADING, TITLE_LINES, STATUS_LINES = 14, 16.0, 2, 3
RANK_LEADING, HEAD_ROW = 13.0, 13.0
HEADING, PADDING = 15.0, 4.0
"""Height of a section heading with the space around it; of the padding of a table row."""

COLUMN = (WIDTH - 12) / 2
MARK_COLUMNS = (140.0, 34.0, 36.0, 259.0, 58.0)
MARK_ROW = 23.0
"""At least so high, for a mark by hand."""

_PAGE_LINES = int(HEIGHT / LEADING)
_LIST_LINES, _LABEL_LINES, _PROSE_LINES = 3, 4, 12
_IDENTITY_LINES = (5, 3, 2, 1)
_FACT_LINES = (12, 8, 6, 5, 4, 3, 2)
"""Lines of facts per criterion that are tried, most first; the last are always there."""


@dataclass(frozen=True)
class Page:
    """The content cut to the page; `identity` stands in two columns of about equal height."""

    content: Content
    title: str
    campaign: str
    status: str
    identity: tuple[tuple[Said, ...], tuple[Said, ...]]
    settle: tuple[Said, ...]
    prose: tuple[Said, ...]
    marks: tuple[Marked, ...]


def lay_out(content: Content) -> Page:
    """Cut what does not fit, longest answers first, so that the page never overflows."""
    title = f"{content.number} – {content.structure}"
    title = fit(title, TITLE_LINES, WIDTH, TITLE_SIZE, bold=True)
    campaign = fit(content.campaign, 1, WIDTH, BODY)
    status = fit(content.status, STATUS_LINES, WIDTH, BODY)
    settle = tuple(_short(said, WIDTH - 8, _LIST_LINES) for said in _to_settle(content))
    room = HEIGHT - (
        count_lines(title, WIDTH, TITLE_SIZE, bold=True) * TITLE_LEADING
        + RANK_LEADING
        + (1 + count_lines(status, WIDTH, BODY)) * LEADING
        + _height(settle, WIDTH - 8)
        + HEAD_ROW
        + PADDING
        + 4 * (HEADING + PADDING)
    )
    identity = _identity(content, room)
    room -= max(_height(column, COLUMN - 8) for column in identity)
    marks, lines = _marks(content, room)
    prose = _prose(content.prose, lines)
    return Page(content, title, campaign, status, identity, settle, prose, marks)


def _identity(content: Content, room: float) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Give the short answers whole, or cut alike, or the first ones: the grid comes before."""
    least = sum(_mark_height(_shortened(mark, _FACT_LINES[-1])) for mark in content.marks)
    room -= least + LEADING * min(2 * len(content.prose), _PROSE_LINES)
    for most in _IDENTITY_LINES:
        columns = _columns(tuple(_short(said, COLUMN - 8, most) for said in content.identity))
        if max(_height(column, COLUMN - 8) for column in columns) <= room:
            return columns
    kept = max(0, 2 * int(room / LEADING) - 1)
    first = tuple(_short(said, COLUMN - 8, 1) for said in content.identity[:kept])
    left = f"{len(content.identity) - kept}, voir le dossier"
    return _columns((*first, Said("Autres réponses", left)))


def _marks(content: Content, room: float) -> tuple[tuple[Marked, ...], int]:
    """Give the facts whole where the answers stay whole too, else a few lines of each.

    Returns:
        The lines of the grid, and how many lines are left for the answers.
    """
    wanted = sum(1 + _prose_lines(said) for said in content.prose)
    marks, lines = content.marks, 0
    for most in _FACT_LINES:
        marks = tuple(_shortened(mark, most) for mark in content.marks)
        lines = int((room - sum(_mark_height(mark) for mark in marks)) / LEADING)
        if wanted <= lines:
            break
    return marks, lines


def _shortened(mark: Marked, most: int) -> Marked:
    label = fit(mark.label, min(most, _LABEL_LINES), MARK_COLUMNS[0] - 8, BODY, bold=True)
    return replace(mark, label=label, facts=fit(mark.facts, most, MARK_COLUMNS[3] - 8, SMALL))


def _to_settle(content: Content) -> list[Said]:
    signatures = "\u00a0; ".join(f"{s.title}\u00a0: {s.text}" for s in content.signatures)
    parts = (
        ("À régler", " ".join(content.missing)),
        ("Sans réponse", ", ".join(content.unanswered)),
        ("À vérifier sur le document", ", ".join(content.to_check)),
        ("Signatures", signatures),
    )
    said = [Said(title, text, doubtful=title != "Signatures") for title, text in parts if text]
    return said or [Said("À régler", "rien")]


def _short(said: Said, room: float, lines: int) -> Said:
    # The title stands before the text on its first line, in bold: it takes its room there.
    head = f"{said.title}\u00a0: "
    tail = fit(head + said.text, lines, room - width(_flag(said), BODY), BODY, bold=True)
    return replace(said, text=tail.removeprefix(head))


def _flag(said: Said) -> str:
    return " (à\u00a0vérifier)" if said.doubtful else ""


def _lines(said: Said, room: float) -> int:
    return count_lines(f"{said.title}\u00a0: {said.text}{_flag(said)}", room, BODY, bold=True)


def _height(column: Sequence[Said], room: float) -> float:
    return sum(_lines(said, room) for said in column) * LEADING


def _columns(identity: tuple[Said, ...]) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Split in printed order where both columns are about as high."""
    heights = [_lines(said, COLUMN - 8) for said in identity]
    halves = range(len(identity) + 1)
    best = min(halves, key=lambda cut: max(sum(heights[:cut]), sum(heights[cut:])))
    return identity[:best], identity[best:]


def _mark_height(mark: Marked) -> float:
    facts = count_lines(mark.facts, MARK_COLUMNS[3] - 8, SMALL)
    label = count_lines(mark.label, MARK_COLUMNS[0] - 8, BODY, bold=True)
    return max(MARK_ROW, max(facts, label) * LEADING + PADDING)


def _prose_lines(said: Said) -> int:
    return count_lines(said.text, WIDTH - 4, BODY, most=_PAGE_LINES)


def _prose(answers: tuple[Said, ...], lines: int) -> tuple[Said, ...]:
    """Give each answer its share; a title costs a line, at least one line follows it."""
    shown = answers[: max(0, lines // 2 - (1 if len(answers) * 2 > lines else 0))]
    left = lines - len(shown) - (1 if len(shown) < len(answers) else 0)
    needs = [_prose_lines(said) for said in shown]
    given = share(needs, left)
    cut = [
        replace(said, text=fit(said.text, max(room, 1), WIDTH - 4, BODY))
        for said, room in zip(shown, given, strict=True)
    ]
    if len(shown) < len(answers):
        titles = ", ".join(said.title for said in answers[len(shown) :])
        cut.append(Said("", fit(f"Voir le dossier\u00a0: {titles}", 1, WIDTH - 4, BODY)))
    return tuple(cut)
