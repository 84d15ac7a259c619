"""What printers, copiers and scanners do to a page: pure operations, seeded, each with a strength.

    page = degrade(page, [("skew", 1.5), ("noise", 6), ("jpeg", 50)], dpi=200, rng=rng)

A page is an RGB array. A strength has the unit that the docstring of the operation gives; 0 (for
`jpeg` 100, for `copier` 100) leaves the page as it is. `degrade_sheet` adds what happens to the
paper, `degrade_photo` what a telephone makes of it.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Page = NDArray[np.uint8]
Rng = np.random.Generator


class Setting(NamedTuple):
    """What an operation knows beside its strength: the pixels per inch, and its randomness."""

    dpi: float
    rng: Rng


Operation = Callable[[Page, float, Setting], Page]
Step = tuple[str, float]


def grey(page: Page) -> Page:
    """Return the page in grey, still with three channels."""
    return cv2.cvtColor(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)


def _held(values: NDArray[np.floating]) -> Page:
    return np.clip(values, 0, 255).astype(np.uint8)


def resolution(page: Page, strength: float, setting: Setting) -> Page:
    """Resample as a scanner set to `strength` dpi would have seen it."""
    ratio = strength / setting.dpi
    if ratio >= 1:
        return page
    return cv2.resize(page, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA)


def skew(page: Page, strength: float, setting: Setting) -> Page:
    """Turn by `strength` degrees, to either side, and shift by up to 2 mm."""
    high, wide = page.shape[:2]
    angle = strength * setting.rng.choice([-1, 1])
    move = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1)
    move[:, 2] += setting.rng.uniform(-0.08, 0.08, 2) * setting.dpi * min(1, strength)
    return cv2.warpAffine(
        page, move, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(250, 250, 250)
    )


def copier(page: Page, strength: float, _: Setting) -> Page:
    """Copy at `strength` percent of the size, on a sheet of the same size."""
    if strength == 100:
        return page
    high, wide = page.shape[:2]
    ratio = strength / 100
    move = np.array([[ratio, 0, wide * (1 - ratio) / 2], [0, ratio, high * (1 - ratio) / 2]])
    return cv2.warpAffine(
        page, move, (wide, high), flags=cv2.INTER_AREA, borderValue=(255, 255, 255)
    )


def noise(page: Page, strength: float, setting: Setting) -> Page:
    """Add grain of `strength` grey levels (standard deviation), two pixels wide."""
    if not strength:
        return page
    high, wide = page.shape[:2]
    grain = setting.rng.normal(0, strength, (high // 2 + 1, wide // 2 + 1)).astype(np.float32)
    even = cv2.resize(grain, (wide, high), interpolation=cv2.INTER_LINEAR)
    return _held(page + even[..., None] * 1.4)


def specks(page: Page, strength: float, setting: Setting) -> Page:
    """Scatter `strength` black and white specks per thousand square millimetres, 1 to 3 pixels."""
    out = page.copy()
    high, wide = page.shape[:2]
    area = high * wide / setting.dpi**2 * 25.4**2
    for _ in range(int(strength * area / 1000)):
        x, y = setting.rng.integers(0, wide), setting.rng.integers(0, high)
        size = int(setting.rng.integers(1, 4) * max(1, setting.dpi / 200))
        out[y : y + size, x : x + size] = setting.rng.choice([20, 20, 20, 250])
    return out


def blur(page: Page, strength: float, setting: Setting) -> Page:
    """Blur with a radius of `strength` hundredths of an inch at 100 dpi (pixels at 100 dpi)."""
    if not strength:
        return page
    return cv2.GaussianBlur(page, (0, 0), max(0.05, strength * setting.dpi / 100))


def fade(page: Page, strength: float, _: Setting) -> Page:
    """Take `strength` (0 to 1) of the contrast away: tired toner, on paper a little grey."""
    return _held(255 - (255 - page.astype(np.float32)) * (1 - strength) - 12 * strength)


def bitonal(page: Page, strength: float, _: Setting) -> Page:
    """Cut to black and white at `strength` grey levels (175 is usual; lower breaks letters).

    A copier exposes: no shadow blackens a sixth of the sheet, and the darkest ink stays.
    """
    flat = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    cut = max(strength, float(np.percentile(flat, 0.3)) + 45)
    while cut > 60 and (flat <= cut).mean() > 0.16:
        cut -= 10
    return cv2.cvtColor(np.where(flat > cut, 255, 0).astype(np.uint8), cv2.COLOR_GRAY2RGB)


def adaptive(page: Page, strength: float, setting: Setting) -> Page:
    """Cut to black and white against the mean around, minus `strength` levels (10 is usual)."""
    flat = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    side = int(setting.dpi / 8) | 1
    cut = cv2.adaptiveThreshold(
        flat, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, side, strength
    )
    return cv2.cvtColor(cut, cv2.COLOR_GRAY2RGB)


def dither(page: Page, strength: float, _: Setting) -> Page:
    """Cut to black and white with an ordered screen of depth `strength` (0 to 1)."""
    flat = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(np.float32)
    bayer = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16
    tiles = [-(-flat.shape[0] // 4), -(-flat.shape[1] // 4)]
    screen = np.tile(bayer, tiles)[: flat.shape[0], : flat.shape[1]]
    cut = 128 + (screen - 0.5) * 200 * strength
    return cv2.cvtColor(np.where(flat > cut, 255, 0).astype(np.uint8), cv2.COLOR_GRAY2RGB)


def jpeg(page: Page, strength: float, _: Setting) -> Page:
    """Store as JPEG of quality `strength` and read back."""
    if strength >= 100:
        return page
    bgr = cv2.cvtColor(page, cv2.COLOR_RGB2BGR)
    stored = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, int(strength)])[1]
    return cv2.cvtColor(cv2.imdecode(stored, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def turned(page: Page, strength: float, _: Setting) -> Page:
    """Turn by `strength` quarter turns."""
    return np.ascontiguousarray(np.rot90(page, int(strength)))


def in_grey(page: Page, strength: float, _: Setting) -> Page:
    """Drop the colours (any strength but 0)."""
    return grey(page) if strength else page


OPERATIONS: dict[str, Operation] = {
    "resolution": resolution,
    "skew": skew,
    "copier": copier,
    "noise": noise,
    "specks": specks,
    "blur": blur,
    "fade": fade,
    "bitonal": bitonal,
    "adaptive": adaptive,
    "dither": dither,
    "jpeg": jpeg,
    "turned": turned,
    "grey": in_grey,
}


def degrade(page: Page, steps: Sequence[Step], *, dpi: float, rng: Rng) -> Page:
    """Apply the steps in order; `resolution` and `photo` change the pixels per inch they see.

    Raises:
        KeyError: a step names no operation of `OPERATIONS`.
    """
    for name, strength in steps:
        page = OPERATIONS[name](page, strength, Setting(dpi, rng))
        if name == "resolution":
            dpi = min(dpi, strength)
    return page
