"""Reading, scan: options set apart without their box: struck out, circled, highlighted, in bold.

Measured on the words that follow each check box, against those of the other boxes of the page:
what all of them show sets none apart. Lengths are in pixels at 200 dpi.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median

import numpy as np
import numpy.typing as npt

from pipeline.read.scan_frames import Frame
from pipeline.read.scan_lines import Pixels, bounds
from pipeline.read.scan_ocr import Word
from pipeline.read.scan_page import Sheet
from pipeline.read.scan_pixels import DARK, Gray, components, dark_of
from schemas.document import Span

WIDE_GAP = 30  # between two words of one option
FULL = 0.9  # of the width of an option that a line drawn through or under it covers
MIDDLE = (0.25, 0.72)  # of the height of letters: where a line strikes them out
PAPER = 190  # of 255: what is lighter is ground, not ink or its rim
TINT = 12  # of 255: how much darker the ground of a highlighted option is
COLOUR = 18  # of 255 between channels: the same for coloured felt
BOLD = 1.35  # times the thickness of the strokes of the others
RING = 0.8  # of the directions around an option in which one stroke is met
FEWEST = 2  # options to compare


@dataclass(frozen=True)
class Looks:
    """What sets the words of an option apart."""

    strike: bool = False
    underline: bool = False
    highlight: bool = False
    bold: bool = False
    circled: bool = False


@dataclass(frozen=True)
class _Measures:
    through: float
    under: float
    ground: float
    colour: float
    stroke: float
    ring: float


def looks_of(
    words: Sequence[Word], frames: Sequence[Frame], sheet: Sheet, gray: Gray
) -> Mapping[Word, Looks]:
    """Tell which words of options are set apart; nothing of those that are not.

    Args:
        words: of the page.
        frames: its check boxes.
        sheet: the page, for its colours.
        gray: its pixels, tables wiped.
    """
    groups = [(frame, group) for frame in frames if (group := _after(frame, words, frames))]
    if len(groups) < FEWEST:
        return {}
    measures = [_measured(frame, group, sheet, gray) for frame, group in groups]
    ground = median(m.ground for m in measures)
    colour = median(m.colour for m in measures)
    strokes = sorted(m.stroke for m in measures)
    usual = strokes[len(strokes) // 4]
    found = {}
    for (_, group), m in zip(groups, measures, strict=True):
        looks = Looks(
            strike=m.through >= FULL,
            underline=m.under >= FULL > m.through,
            highlight=m.ground < ground - TINT or m.colour > colour + COLOUR,
            bold=m.stroke > BOLD * usual,
            circled=m.ring >= RING and m.through < FULL,
        )
        found.update(dict.fromkeys(group, looks))
    return found


def dressed(span: Span, looks: Looks | None) -> Span:
    """Give a span of a word with what sets it apart."""
    return span if looks is None else span.model_copy(update=asdict(looks))


def _after(frame: Frame, words: Sequence[Word], frames: Sequence[Frame]) -> list[Word]:
    """Give the words that follow a box on its line, up to the next box or a wide gap."""
    _, y0, x1, y1 = frame.box
    level = [w for w in words if y0 - 4 < (w.box[1] + w.box[3]) / 2 < y1 + 4 and w.box[2] > x1]
    ends = [f.box[0] for f in frames if f.box[0] > x1 and abs(f.box[1] - y0) < frame.side]
    end = min(ends, default=10**6)
    group: list[Word] = []
    edge = x1
    for word in sorted(level, key=lambda word: word.box[0]):
        if word.box[0] - edge > WIDE_GAP or word.box[0] >= end:
            break
        group.append(word)
        edge = word.box[2]
    return group


def _measured(frame: Frame, group: Sequence[Word], sheet: Sheet, gray: Gray) -> _Measures:
    x0, y0, x1, y1 = bounds(word.box for word in group)
    ink = gray[y0:y1, x0:x1] < DARK
    through, under = _lines(gray, (x0, y0, x1, y1), frame)
    light = gray[y0:y1, x0:x1]
    ground = light[light > PAPER]
    colour = 0.0
    if sheet.chroma is not None:
        tints = sheet.chroma[y0:y1, x0:x1][light > PAPER]
        colour = float(np.median(tints)) if tints.size else 0.0
    return _Measures(
        through,
        under,
        float(np.median(ground)) if ground.size else 255.0,
        colour,
        _thickness(ink),
        _ring(gray, (frame.box[0], frame.box[1], x1, frame.box[3])),
    )


def _lines(gray: Gray, box: Pixels, frame: Frame) -> tuple[float, float]:
    """Give how much of the width a line covers through the letters, and under them, 0 to 1."""
    x0, _, x1, _ = box
    # By the box beside them: what recognised words reach down to includes a line under them.
    top, bottom = frame.box[1], frame.box[3]
    height = bottom - top
    band = gray[max(0, top - 2) : bottom + height // 3, x0:x1] < DARK
    if not band.size:
        return 0.0, 0.0
    # Two neighbouring rows: after levelling, a line may still climb by a pixel.
    rows = (band[:-1] | band[1:]).mean(axis=1)
    first, last = (round(share * height) + 2 for share in MIDDLE)
    return float(rows[first:last].max(initial=0.0)), float(rows[last + 2 :].max(initial=0.0))


def _thickness(ink: npt.NDArray[np.bool_]) -> float:
    core = ink[1:-1, 1:-1]
    inside = core & ink[:-2, 1:-1] & ink[2:, 1:-1] & ink[1:-1, :-2] & ink[1:-1, 2:]
    rim = int(core.sum()) - int(inside.sum())
    return 2 * float(core.sum()) / rim if rim else 0.0


def _ring(gray: Gray, box: Pixels) -> float:
    """Give the share of directions in which one connected stroke goes around a rectangle."""
    x0, y0, x1, y1 = box
    reach = (round((x1 - x0) * 0.25) + 6, y1 - y0)
    left, top = max(0, x0 - reach[0]), max(0, y0 - reach[1])
    window = gray[top : y1 + reach[1], left : x1 + reach[0]]
    labels, stats = components(dark_of(window))
    best = 0.0
    wide, high = 0.8 * (x1 - x0), 1.1 * (y1 - y0)  # a ring is larger than letters
    for label in np.flatnonzero((stats[:, 2] >= wide) & (stats[:, 3] >= high)):
        if label == 0:
            continue
        ys, xs = np.nonzero(labels == label)
        across = (xs + left - (x0 + x1) / 2) / max(1.0, (x1 - x0) / 2)
        down = (ys + top - (y0 + y1) / 2) / max(1.0, (y1 - y0) / 2)
        outer = np.hypot(across, down) > 0.75  # not the letters themselves
        turns = np.floor((np.arctan2(down, across)[outer] + np.pi) * 18 / np.pi).astype(int)
        best = max(best, len(np.unique(turns)) / 36)
    return best
