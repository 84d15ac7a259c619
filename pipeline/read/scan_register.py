"""Reading, scan: a page laid upon the blank form, line by line.

Answers make a form flow on, so that no single map fits a page: each printed line has its own
place, scale and shift, from those of its words that were recognised. It tells where the check
boxes of the line must stand, whatever was drawn over them, and which words are the form's own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.read.scan_layout import Found
from pipeline.read.scan_lines import Piece, Pixels, holds, lines_of
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_page import DPI
from pipeline.read.scan_register_words import pairs_of, plain
from schemas.blank import Blank, PrintedLine, PrintedWord
from schemas.document import Box, Span

SCALE = DPI / 72  # pixels per point of a page printed at its own size
SCALES = (0.55 * SCALE, 1.7 * SCALE)  # two pages on a sheet; a form typed again in large letters
LONG = 60.0  # points: words this far apart give a scale of their own
HALF = 0.5  # of its letters recognised: a printed line that stands on the page
WIDE = 1.12  # times the printed width: another font is not so much wider than its own line
ENOUGH = 20  # letters recognised on one line: no chance


@dataclass(frozen=True)
class Match:
    """A word of the page that is a printed word.

    Attributes:
        word: as recognised.
        row: rank of the line of the page on which it stands.
        printed: the word of the form.
        like: how alike they are, 0 to 1.
    """

    word: Word
    row: int
    printed: PrintedWord
    like: float

    @property
    def is_glued(self) -> bool:
        """Whether something is read at its left that is not printed: a mark, mostly."""
        if self.printed.text[0].isalnum() and not self.word.text[0].isalnum():
            return True
        return len(plain(self.word.text)) > len(plain(self.printed.text))


@dataclass(frozen=True)
class Laid:
    """A printed line found on the page.

    Attributes:
        page: of the form, from 1.
        rank: of the line on that page, from 0.
        line: what is printed there.
        matches: its words, left to right.
    """

    page: int
    rank: int
    line: PrintedLine
    matches: tuple[Match, ...]

    @property
    def share(self) -> float:
        """The share of its letters that were recognised, 0 to 1."""
        whole = sum(len(plain(word.text)) for word in self.line.words)
        return self.letters / whole if whole else 0.0

    @property
    def letters(self) -> int:
        """How many of its letters were recognised."""
        return sum(len(plain(match.printed.text)) for match in self.matches)


@dataclass(frozen=True)
class Map:
    """From points of the form to pixels of the sheet: one scale and a shift."""

    scale: float
    right: float
    down: float

    def __call__(self, box: Box) -> Pixels:
        """Lay a printed rectangle on the sheet."""
        x0, y0, x1, y1 = (self.scale * value for value in box)
        shift = (self.right, self.down)
        left, top = round(x0 + shift[0]), round(y0 + shift[1])
        return left, top, round(x1 + shift[0]), round(y1 + shift[1])


@dataclass(frozen=True)
class Registration:
    """A page laid upon the form.

    Attributes:
        rows: the words of the page, line by line in reading order.
        lines: the printed lines found on it, in printed order.
        scale: pixels per point that most of them have.
    """

    rows: tuple[tuple[Word, ...], ...]
    lines: tuple[Laid, ...]
    scale: float


def register(found: Found, blank: Blank) -> Registration:
    """Find the printed lines of the form on a page."""
    rows = tuple(tuple(row) for row in _rows(found))
    words = [(word, row) for row, line in enumerate(rows) for word in line if plain(word.text)]
    printed = list(_printed(blank))
    pairs = pairs_of(
        [plain(word.text) for word, _ in words],
        [plain(word.text) for _, word, _ in printed],
        [after for *_, after in printed],
    )
    matched: dict[tuple[int, int], list[Match]] = {}
    for pair in pairs:
        place, word, _ = printed[pair.printed]
        matched.setdefault(place, []).append(Match(*words[pair.seen], word, pair.like))
    lines = (
        Laid(page, rank, blank.pages[page - 1].lines[rank], tuple(matches))
        for (page, rank), matches in matched.items()
    )
    kept = tuple(line for line in lines if line.share >= HALF or line.letters >= ENOUGH)
    return Registration(rows, kept, _common_scale(kept))


def map_of(matches: Sequence[Match], common: float) -> Map | None:
    """Give the map of a line from its recognised words; None when they are none or far off.

    Args:
        matches: words of one line of the page.
        common: the scale of the page, for lines too short to have one.
    """
    if not matches:
        return None
    scale = _scale(matches) or common
    edges = [(m.word.box[2], m.printed.box[2]) for m in matches]
    edges += [(m.word.box[0], m.printed.box[0]) for m in matches if not m.is_glued]
    heights = [(m.word.box[side], m.printed.box[side]) for m in matches for side in (1, 3)]
    return Map(
        scale,
        median(seen - scale * printed for seen, printed in edges),
        median(seen - scale * printed for seen, printed in heights),
    )


def anchored(laid: Map, match: Match) -> Map:
    """Shift a map so that it lays one word exactly: what stands beside it stands right as well.

    Where a form was typed again in another font, words far away on the line tell less.
    """
    box = laid(match.printed.box)
    side = 2 if match.is_glued or is_wide(laid, match) else 0
    return replace(laid, right=laid.right + match.word.box[side] - box[side])


def is_wide(laid: Map, match: Match) -> bool:
    """Tell whether a word takes more room than it is printed on: ink beside it was read with it."""
    box = laid(match.printed.box)
    return match.word.box[2] - match.word.box[0] > WIDE * (box[2] - box[0]) + 4  # pixels of doubt


def _common_scale(lines: Sequence[Laid]) -> float:
    scales = []
    for line in lines:
        for row in {match.row for match in line.matches}:
            found = _scale([match for match in line.matches if match.row == row])
            scales += [] if found is None else [found]
    return median(scales) if scales else SCALE


def _scale(matches: Sequence[Match]) -> float | None:
    first = min(matches, key=lambda match: match.printed.box[0])
    last = max(matches, key=lambda match: match.printed.box[2])
    if last.printed.box[2] - first.printed.box[2] < LONG:
        return None
    # From right edges: at the left one a mark may have been read with the word.
    across = last.word.box[2] - first.word.box[2]
    scale = across / (last.printed.box[2] - first.printed.box[2])
    return scale if SCALES[0] <= scale <= SCALES[1] else None


def _printed(blank: Blank) -> Iterator[tuple[tuple[int, int], PrintedWord, bool]]:
    for number, page in enumerate(blank.pages, 1):
        for rank, line in enumerate(page.lines):
            for place, word in enumerate(line.words):
                if plain(word.text):
                    yield (number, rank), word, _follows_a_box(line, place)


def _follows_a_box(line: PrintedLine, place: int) -> bool:
    start = line.words[place - 1].box[2] if place else float("-inf")
    return any(start - 1 <= box[0] < line.words[place].box[0] for box in line.boxes)


def _rows(found: Found) -> list[list[Word]]:
    """Give the words of a page in reading order: line by line, tables cell by cell."""
    homes: dict[Pixels | None, list[Word]] = {}
    for word in found.words:
        homes.setdefault(_cell_at(word.box, found), []).append(word)
    rows = [(line[0].box[1], 0, [line]) for line in _lines(homes.get(None, []))]
    for grid in found.ruling.grids:
        inside = [line for _, hole in grid.cells for line in _lines(homes.get(hole, []))]
        rows.append((grid.box[1], 1, inside))
    rows.sort(key=lambda row: row[:2])
    return [line for _, _, lines in rows for line in lines]


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    pieces = [Piece(Span(text=word.text), word.box, word.line) for word in words]
    ranks = {id(piece): rank for rank, piece in enumerate(pieces)}
    return [[words[ranks[id(piece)]] for piece in line] for line in lines_of(pieces)]


def _cell_at(box: Pixels, found: Found) -> Pixels | None:
    holes = [hole for grid in found.ruling.grids for _, hole in grid.cells if holds(hole, box)]
    return min(holes, key=lambda hole: (hole[2] - hole[0]) * (hole[3] - hole[1]), default=None)
