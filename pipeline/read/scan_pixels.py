"""Reading, scan: the few operations on pixels that the other modules are written in."""

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
"""Of shape (height, width), 0 = black."""
Mask = npt.NDArray[np.uint8]
"""Of shape (height, width), 255 = chosen, 0 = not."""
Labels = npt.NDArray[np.int32]
Stats = npt.NDArray[np.int32]
"""One row per component, the background first: left, top, width, height, pixels."""

DARK = 165  # of 255 on a whitened page: below is ink, thin frames and pencil included


def dark_of(gray: Gray, below: int = DARK) -> Mask:
    """Choose the pixels darker than a level."""
    return np.asarray(cv2.threshold(gray, below - 1, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)


def closed(mask: Mask, size: tuple[int, int]) -> Mask:
    """Fill gaps narrower than (width, height)."""
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _block(size)), np.uint8)


def opened(mask: Mask, size: tuple[int, int]) -> Mask:
    """Keep only what a block of (width, height) fits into."""
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, _block(size)), np.uint8)


def grown(mask: Mask, size: tuple[int, int]) -> Mask:
    """Widen what is chosen by half of (width, height) on each side."""
    return np.asarray(cv2.dilate(mask, _block(size)), np.uint8)


def without(mask: Mask, other: Mask) -> Mask:
    """Choose what the first mask has and the second has not."""
    return np.asarray(cv2.subtract(mask, other), np.uint8)


def components(mask: Mask) -> tuple[Labels, Stats]:
    """Number the connected pieces of a mask, diagonals included; 0 is the background."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32)


def chosen(pieces: npt.NDArray[np.bool_], labels: Labels) -> Mask:
    """Make the mask of some components; the background is never one of them."""
    values = pieces.astype(np.uint8) * 255
    values[0] = 0
    return np.asarray(values[labels], np.uint8)


def luminance(pixels: npt.NDArray[np.uint8]) -> Gray:
    """Give a picture, grey or RGB, in grey."""
    if pixels.ndim == 2:  # already grey
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def chroma(pixels: npt.NDArray[np.uint8], least: int) -> Gray | None:
    """Give how coloured each pixel is; None for a picture that nowhere reaches `least`."""
    # Grey pages are often stored with three equal channels.
    if pixels.ndim == 2 or np.ptp(pixels[::4, ::4], axis=2).max() < least:
        return None
    red, green, blue = cv2.split(pixels)
    high, low = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    return np.asarray(cv2.subtract(high, low), np.uint8)


def _block(size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    return np.ones((size[1], size[0]), np.uint8)
