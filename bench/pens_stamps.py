"""Rubber stamps: a frame, round or square, with a few lines of text, worn and turned."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from bench.pens import POINTS, Page, Rng

COLOURS = ((40, 50, 150), (90, 30, 120), (150, 30, 40), (25, 25, 28), (20, 90, 70))
FONT = "DejaVuSans-Bold.ttf"


def _square(lines: Sequence[str], high: int) -> Image.Image:
    font = ImageFont.truetype(FONT, max(8, int(high / (len(lines) + 1.2))))
    wide = int(max(font.getlength(line) for line in lines) + high * 0.35)
    picture = Image.new("L", (wide, high))
    pen = ImageDraw.Draw(picture)
    pen.rectangle([3, 3, wide - 4, high - 4], outline=255, width=max(2, high // 45))
    step = high / (len(lines) + 0.4)
    for rank, line in enumerate(lines):
        x = (wide - font.getlength(line)) / 2
        pen.text((x, step * (rank + 0.3)), line, font=font, fill=255)
    return picture


def _round(lines: Sequence[str], high: int) -> Image.Image:
    """The first line runs along the ring, the others stand in the middle."""
    picture = Image.new("L", (high, high))
    pen = ImageDraw.Draw(picture)
    pen.ellipse([3, 3, high - 4, high - 4], outline=255, width=max(2, high // 50))
    pen.ellipse([high * 0.2, high * 0.2, high * 0.8, high * 0.8], outline=255, width=2)
    size = max(8, high // 12)
    font = ImageFont.truetype(FONT, size)
    ring = lines[0][:34]
    for rank, letter in enumerate(ring):
        angle = 250 - 320 * rank / max(1, len(ring) - 1) - 20
        tile = Image.new("L", (size * 2, size * 2))
        ImageDraw.Draw(tile).text((size, size), letter, font=font, fill=255, anchor="mm")
        tile = tile.rotate(angle - 90, Image.Resampling.BICUBIC)
        x = high / 2 + high * 0.4 * np.cos(np.deg2rad(angle))
        y = high / 2 - high * 0.4 * np.sin(np.deg2rad(angle))
        picture.paste(255, (int(x) - size, int(y) - size), tile)
    small = ImageFont.truetype(FONT, max(7, high // 16))
    for rank, line in enumerate(lines[1:4]):
        spot = (high / 2, high * (0.4 + 0.1 * rank))
        pen.text(spot, line[:16], font=small, fill=255, anchor="mm")
    return picture


def stamp(
    page: Page, lines: Sequence[str], at: tuple[float, float], *, dpi: float, rng: Rng
) -> None:
    """Press a stamp on `page`, in place; `at` is its middle in pixels."""
    round_one = rng.random() < 0.4
    high = int((rng.uniform(78, 100) if round_one else rng.uniform(44, 66)) * dpi / POINTS)
    flat = _round(lines, high) if round_one else _square(lines, high)
    turned = flat.rotate(rng.uniform(-9, 9), Image.Resampling.BICUBIC, expand=True)
    mask = np.asarray(turned, np.float32) / 255 * _wear(turned.size[::-1], rng)
    _press(page, mask, at, COLOURS[int(rng.integers(len(COLOURS)))])


def _wear(shape: tuple[int, int], rng: Rng) -> NDArray[np.float32]:
    rough = rng.random((shape[0] // 9 + 2, shape[1] // 9 + 2)).astype(np.float32)
    even: NDArray[np.float32] = cv2.resize(rough, shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(0.45 + 0.75 * even, 0.2, 0.9)


def _press(
    page: Page, mask: NDArray[np.float32], at: tuple[float, float], colour: tuple[int, int, int]
) -> None:
    high, wide = mask.shape
    left, top = int(at[0] - wide / 2), int(at[1] - high / 2)
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(page.shape[1], left + wide), min(page.shape[0], top + high)
    if x1 <= x0 or y1 <= y0:
        return
    part = mask[y0 - top : y1 - top, x0 - left : x1 - left, None]
    spot = page[y0:y1, x0:x1]
    spot[:] = spot * (1 - part) + np.minimum(spot, np.array(colour, np.float32)) * part
