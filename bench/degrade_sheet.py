"""What happens to the paper before or while it is scanned: binding, folds, holes, coffee, backs."""

import cv2
import numpy as np

from bench.degrade import OPERATIONS, Page, Setting


def binding(page: Page, strength: float, setting: Setting) -> Page:
    """Darken one long side by `strength` (0 to 1) at the edge: the sheet rises at its binding."""
    wide = page.shape[1]
    reach = setting.dpi * setting.rng.uniform(0.25, 0.7)
    dark = 1 - strength * np.exp(-np.arange(wide) / reach)
    if setting.rng.random() < 0.5:
        dark = dark[::-1]
    return (page * dark[None, :, None]).astype(np.uint8)


def back(page: Page, strength: float, setting: Setting) -> Page:
    """Let the other side show through at `strength` (0 to 1) of its ink; its back is its mirror."""
    ghost = cv2.GaussianBlur(page[:, ::-1], (0, 0), setting.dpi / 90)
    shift = int(setting.rng.integers(5, 40) * setting.dpi / 200)
    ghost = np.roll(ghost, shift, axis=0).astype(np.float32)
    return np.minimum(page, 255 - (255 - ghost) * strength).astype(np.uint8)


def holes(page: Page, strength: float, setting: Setting) -> Page:
    """Punch `strength` holes along the left side; the lid of the scanner shows dark in them."""
    out = page.copy()
    high = page.shape[0]
    shade = int(setting.rng.integers(25, 110))
    for rank in range(int(strength)):
        y = int(high * (rank + 1) / (strength + 1))
        x = int(setting.dpi * 0.47)
        cv2.circle(out, (x, y), int(setting.dpi * 0.118), (shade,) * 3, -1, cv2.LINE_AA)
    return out


def folds(page: Page, strength: float, setting: Setting) -> Page:
    """Fold the sheet in three for a letter: two grey lines of depth `strength` (0 to 1)."""
    out = page.astype(np.float32)
    high = page.shape[0]
    broad = setting.dpi * 0.03
    rows = np.arange(high)
    for part in (0.333, 0.667):
        y = high * (part + setting.rng.uniform(-0.02, 0.02))
        line = np.exp(-(((rows - y) / broad) ** 2)) - 0.15 * np.exp(
            -(((rows - y - 3 * broad) / (3 * broad)) ** 2)
        )
        out *= (1 - strength * 0.6 * line)[:, None, None]
    return np.clip(out, 0, 255).astype(np.uint8)


def coffee(page: Page, strength: float, setting: Setting) -> Page:
    """Set a wet cup down: a brown ring of depth `strength` (0 to 1), with a drop beside it."""
    high, wide = page.shape[:2]
    x, y = setting.rng.uniform(0.15, 0.85) * wide, setting.rng.uniform(0.15, 0.85) * high
    radius = setting.dpi * 1.5
    yy, xx = np.mgrid[0:high, 0:wide].astype(np.float32)
    far = np.hypot(xx - x, yy - y)
    angle = np.arctan2(yy - y, xx - x)
    wet = 0.6 + 0.4 * np.sin(angle * 2 + setting.rng.uniform(0, 6))
    ring = np.exp(-(((far - radius) / (setting.dpi * 0.06)) ** 2)) * wet
    drop = far < radius
    cover = strength * (0.75 * ring + 0.12 * drop)
    brown = np.array([120, 78, 40], np.float32) / 255
    return (page * (1 - cover[..., None] * (1 - brown))).astype(np.uint8)


def streaks(page: Page, strength: float, setting: Setting) -> Page:
    """Draw `strength` thin lines down the page: dirt on the glass of the document feeder."""
    out = page.copy()
    for _ in range(int(strength)):
        x = int(setting.rng.integers(0, page.shape[1] - 3))
        broad = max(1, round(setting.dpi / 200))
        out[:, x : x + broad] = np.minimum(out[:, x : x + broad], setting.rng.integers(90, 190))
    return out


def shade(page: Page, strength: float, setting: Setting) -> Page:
    """Grey a corner by `strength` (0 to 1), as a lid left open does."""
    high, wide = page.shape[:2]
    yy, xx = np.mgrid[0:high, 0:wide].astype(np.float32)
    x, y = setting.rng.choice([0, wide]), setting.rng.choice([0, high])
    far = np.hypot((xx - x) / wide, (yy - y) / high)
    dark = 1 - strength * np.clip(1 - far / 0.8, 0, 1)
    return (page * dark[..., None]).astype(np.uint8)


OPERATIONS.update(
    binding=binding,
    back=back,
    holes=holes,
    folds=folds,
    coffee=coffee,
    streaks=streaks,
    shade=shade,
)
