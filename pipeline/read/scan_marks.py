"""Reading, scan: what is seen in and around a check box, as numbers from 0 to 1.

Lengths are in pixels at 200 dpi.
"""

import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.read.scan_frames import Frame
from pipeline.read.scan_pixels import DARK, Gray

INSET = 0.22  # of a side: what the frame's own strokes may take, blurred and askew
PAPER = 250.0  # of 255: what whitening makes of paper
NEAR, FAR = 3, 8  # pixels outside a frame: where strokes that leave it are met
LITTLE = 0.01  # ink or grey that noise leaves in an empty box
MOST_REST = 0.1  # of tone: beyond, all boxes of the page are marked
FEW = 3  # boxes: fewer tell nothing of the page they stand on


class Look(NamedTuple):
    """A check box as seen.

    Attributes:
        inner: dark pixels of its middle.
        tone: how much darker its middle is than its own ground, pale strokes included.
        stroke: the same of the darkest tenth of it: a pencil's stroke stands out of noise.
        rest: the tone of the emptiest boxes of its page.
        spread: rows and columns of its middle that hold ink: a dot has few, a stroke many.
        leaving: share of its four sides, the right one left out, that ink leaves by.
        solid: rows and columns of its whole, frame and all, that are nearly all ink.
        seen: how much of its frame was seen.
    """

    inner: float
    tone: float
    stroke: float
    rest: float
    spread: float
    leaving: float
    solid: float
    seen: float


def looks_at(frames: Sequence[Frame], gray: Gray) -> list[Look]:
    """Look at the check boxes of a page; its emptiest ones tell what an empty one looks like."""
    tones = [_tone(_middle(frame, gray)) for frame in frames]
    # At least a quarter of the boxes of a form stay empty.
    lowest = sorted(tones)[: max(1, len(tones) // 4)]
    rest = min(median(lowest), MOST_REST) if len(tones) >= FEW else 0.0
    return [_look(frame, gray, tone, rest) for frame, tone in zip(frames, tones, strict=True)]


def _look(frame: Frame, gray: Gray, tone: float, rest: float) -> Look:
    middle = _middle(frame, gray) < DARK
    return Look(
        inner=_share(middle),
        tone=tone,
        stroke=_below_ground(_middle(frame, gray), 10),
        rest=min(rest, tone),
        spread=float(middle.max(axis=0).mean() + middle.max(axis=1).mean()) / 2
        if middle.size
        else 0.0,
        leaving=_leaving(frame, gray),
        solid=_solid(frame, gray),
        seen=frame.seen,
    )


def _middle(frame: Frame, gray: Gray) -> Gray:
    x0, y0, x1, y1 = frame.box
    dx, dy = max(3, round((x1 - x0) * INSET)), max(3, round((y1 - y0) * INSET))
    return gray[y0 + dy : y1 - dy, x0 + dx : x1 - dx]


def _tone(middle: Gray) -> float:
    return _below_ground(middle, None)


def _below_ground(middle: Gray, percentile: float | None) -> float:
    # The ground is what the lightest tenth shows: paper, or the tint of a field.
    if not middle.size:
        return 0.0
    ground = np.percentile(middle, 90)
    level = middle.mean() if percentile is None else np.percentile(middle, percentile)
    return float(np.clip((ground - level) / PAPER, 0, 1))


def _share(mask: npt.NDArray[np.bool_]) -> float:
    return float(mask.mean()) if mask.size else 0.0


def _leaving(frame: Frame, gray: Gray) -> float:
    # The right side is left out: words stand there.
    x0, y0, x1, y1 = frame.box
    left, top = max(0, x0 - FAR), max(0, y0 - FAR)
    bands = (
        gray[top : max(0, y0 - NEAR), left:x1],
        gray[y1 + NEAR : y1 + FAR, left:x1],
        gray[y0:y1, left : max(0, x0 - NEAR)],
    )
    return sum(bool((band < DARK).any()) for band in bands) / len(bands)


def _solid(frame: Frame, gray: Gray) -> float:
    x0, y0, x1, y1 = frame.box
    dark = gray[y0:y1, x0:x1] < DARK
    if not dark.size:
        return 0.0
    return float((np.mean(dark.mean(axis=0) > 0.8) + np.mean(dark.mean(axis=1) > 0.8)) / 2)  # ink


def features(look: Look) -> tuple[float, ...]:
    """Give what the decision weighs; logarithms where a faint mark differs from none by a ratio."""
    return (
        1.0,
        look.inner,
        math.log(look.inner + LITTLE),
        math.log(max(look.tone - look.rest, 0.0) + LITTLE),
        math.log(look.stroke + LITTLE),
        look.stroke,
        look.spread,
        look.leaving,
        look.solid,
        1 - look.seen,
    )
