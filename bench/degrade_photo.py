"""What a telephone makes of a page on a desk: perspective, curl, uneven light, grain."""

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.degrade import OPERATIONS, Page, Rng, Setting

Map = NDArray[np.float32]


def photo(page: Page, strength: float, setting: Setting) -> Page:
    """Photograph the page on a desk; `strength` (0 to 1) drives perspective, curl and light.

    The picture has 4 × 3 proportions and about as many pixels per inch of paper as the page.
    """
    rng = setting.rng
    high, wide = page.shape[:2]
    out_w = int(wide * rng.uniform(1.1, 1.22))
    out_h = int(max(out_w * 4 / 3, high * 1.05))
    back = _desk(out_w, out_h, rng)
    to_page = cv2.getPerspectiveTransform(
        _corners(out_w, out_h, strength, rng),
        np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32),
    )
    x, y = _grid(out_w, out_h, to_page)
    y = y + _curl(x / wide, strength, rng) * high
    seen = cv2.remap(page, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    inside = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
    lit = np.where(inside[..., None], seen, back).astype(np.float32)
    lit *= _light(out_w, out_h, strength, rng)[..., None]
    lit *= np.array([1.0, rng.uniform(0.96, 1.0), rng.uniform(0.86, 0.98)], np.float32)
    lit += rng.normal(0, 1.5 + 3 * strength, lit.shape).astype(np.float32)
    shot = np.clip(lit, 0, 255).astype(np.uint8)
    return cv2.GaussianBlur(shot, (0, 0), 0.35 + 0.5 * strength * setting.dpi / 200)


def _desk(wide: int, high: int, rng: Rng) -> Page:
    wood = np.array([rng.uniform(60, 140), rng.uniform(50, 110), rng.uniform(35, 100)])
    grain = cv2.GaussianBlur(rng.normal(0, 60, (high, 1)).astype(np.float32), (0, 0), 6)
    return np.clip(wood + grain[:, :, None].repeat(wide, 1), 0, 255).astype(np.uint8)


def _corners(wide: int, high: int, strength: float, rng: Rng) -> Map:
    """Where the corners of the sheet fall in the picture."""
    edge = np.array([wide * 0.045, high * 0.025])
    away = rng.uniform(0, 1, (4, 2)) * strength * np.array([wide * 0.06, high * 0.045])
    signs = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    frame = np.array([[0, 0], [wide, 0], [wide, high], [0, high]])
    return (frame + signs * (edge + away)).astype(np.float32)


def _grid(wide: int, high: int, to_page: NDArray[np.float64]) -> tuple[Map, Map]:
    yy, xx = np.mgrid[0:high, 0:wide].astype(np.float32)
    a, b, c = (row[0] * xx + row[1] * yy + row[2] for row in to_page)
    return (a / c).astype(np.float32), (b / c).astype(np.float32)


def _curl(across: Map, strength: float, rng: Rng) -> Map:
    """The bend of a sheet that was folded or held: one or two soft waves across."""
    waves = rng.choice([1.0, 1.5, 2.0])
    depth = strength * rng.uniform(0.002, 0.008)
    return (depth * np.sin(np.pi * waves * across + rng.uniform(0, 6))).astype(np.float32)


def _light(wide: int, high: int, strength: float, rng: Rng) -> Map:
    """A lamp on one side, and often the shadow of the hand that holds the telephone."""
    yy, xx = np.mgrid[0:high, 0:wide].astype(np.float32)
    far = np.hypot((xx / wide) - rng.uniform(0.2, 0.8), (yy / high) - rng.uniform(0.1, 0.5))
    light = 1.02 - (0.12 + 0.3 * strength) * far
    if rng.random() < 0.6:
        edge = wide * rng.uniform(0.5, 0.95)
        slope = rng.uniform(-0.7, 0.7)
        soft = wide * rng.uniform(0.01, 0.06)
        far_in = (xx - edge + (yy - high / 2) * slope) / soft
        hidden = 1 / (1 + np.exp(-np.clip(far_in, -30, 30)))
        light *= 1 - (0.1 + 0.25 * strength) * hidden
    return light.astype(np.float32)


OPERATIONS["photo"] = photo
