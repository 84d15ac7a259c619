"""Draw a signature: the strokes of an invented hand."""

import io
import math

from PIL import Image, ImageDraw

Point = tuple[float, float]

_SIZE = (420, 150)
_STEPS = 260


def strokes(name: str) -> tuple[Point, ...]:
    """Return the path of a pen, in a box of 1 × 1 from the top-left; each name has its own."""
    seed = sum(ord(letter) * (rank + 1) for rank, letter in enumerate(name))
    loops, lean = 4 + seed % 4, 0.6 + (seed % 7) / 10
    path = []
    for step in range(_STEPS):
        t = step / (_STEPS - 1)
        turn = 2 * math.pi * loops * t
        x = 0.06 + 0.82 * t + 0.05 * math.sin(turn)
        y = 0.5 + (0.38 - 0.26 * t) * math.cos(turn * lean) * math.sin(math.pi * (0.1 + 0.8 * t))
        path.append((x, y))
    return tuple(path)


def picture(name: str) -> bytes:
    """Return the signature as a PNG, blue ink on nothing."""
    width, height = _SIZE
    image = Image.new("RGBA", _SIZE, (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    path = [(x * width, y * height) for x, y in strokes(name)]
    pen.line(path, fill=(24, 44, 120, 255), width=4, joint="curve")
    pen.line([(0.1 * width, 0.86 * height), (0.9 * width, 0.8 * height)], (24, 44, 120, 255), 3)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
