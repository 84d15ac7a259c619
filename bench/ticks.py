"""Check boxes ticked with pens on blank forms, scanned: what is seen of them, and the fit to it.

    python -m bench.ticks draw --out LOOKS.jsonl [--seed 1] [--count 100]
    python -m bench.ticks fit LOOKS.jsonl…

`draw` prints the blank forms of the campaigns, marks boxes in every manner of `bench.pens`,
degrades the pages at random and writes what `pipeline.read.scan_marks` sees of each box, with what
was drawn in it. `fit` gives the weights kept in `pipeline.read.scan_boxes`, and what they are worth
on pages that they were not fitted on.
"""

import argparse
import base64
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import bench.degrade_photo
import bench.degrade_sheet  # noqa: F401 -- both add their operations
from bench.degrade import Page, Rng, degrade
from bench.paper_marks import frame_of, scaled
from bench.paper_mix import Recipe, freely, mailbox
from bench.paper_person import REPOSITORY, form_of
from bench.paper_print import Box, Sheet, sheets
from bench.pens import MARKS, PENS, Pen, Rect, blotted, circled, draw
from pipeline.read.aids import geometry
from pipeline.read.scan_frames import Frame
from pipeline.read.scan_layout import find
from pipeline.read.scan_marks import Look, features, looks_at
from pipeline.read.scan_page import upright
from pipeline.read.scan_register import register
from pipeline.read.scan_register_boxes import added_to, frame_at
from pipeline.read.scan_register_places import expected_of
from schemas.blank import Blank

CAMPAIGNS = ("pdn62-2019", "coordination-03-63-2024")
SHARES = {"nothing": 0.5, "mark": 0.4, "blotted": 0.06, "circled": 0.04}
FOLDS = 5
MARGIN = 12  # pixels around a box: what is looked at outside it


def drawn(sheet: Sheet, dpi: float, rng: Rng) -> tuple[Page, list[str]]:
    """Mark the boxes of a printed page; return it, and what was done to each box."""
    page = sheet.picture.copy()
    pen = PENS[str(rng.choice(list(PENS)))]
    style = str(rng.choice([*MARKS, "mixed"]))
    done = []
    for box in sheet.boxes:
        what = str(rng.choice(list(SHARES), p=list(SHARES.values())))
        if what == "mark":
            what = str(rng.choice(list(MARKS))) if style == "mixed" else style
        _draw(page, what, (box, sheet), (pen, dpi, rng))
        done.append(what)
    return page, done


def _draw(page: Page, what: str, where: tuple[Box, Sheet], tools: tuple[Pen, float, Rng]) -> None:
    (box, sheet), (pen, dpi, rng) = where, tools
    frame = frame_of(box, sheet, dpi)
    if what in MARKS:
        draw(page, MARKS[what](frame, rng), pen, dpi=dpi, rng=rng)
    elif what == "blotted":
        draw(page, blotted(frame, rng), pen, dpi=dpi, rng=rng)
    elif what == "circled":
        place = scaled(box.place, dpi)
        wide = place.x1 + (5 + 5.2 * min(len(box.label), 20)) * dpi / 72
        around = Rect(place.x0, place.y0, wide, place.y1)
        draw(page, circled(around, rng), pen, dpi=dpi, rng=rng)


def cut_out(page: Page, sheet: Sheet, blank: Blank) -> Iterator[dict[str, object] | None]:
    """Read a page as the product does, and cut out each printed box in order; None: not found."""
    gray = np.asarray(Image.fromarray(page))
    found = find(upright(gray, *sheet.size, 0), "")
    expected = list(expected_of(register(found, blank), blank))
    frames = [*found.frames, *added_to(found.frames, expected, found.unruled)]
    for box in sheet.boxes:
        places = [one.place for one in expected if _is(one.box, box)]
        frame = frame_at(places[0], frames) if places else None
        yield None if frame is None else _cut(frame, found.unruled)


def _is(printed: tuple[float, float, float, float], box: Box) -> bool:
    return abs(printed[0] - box.place.x0) < 6 and abs(printed[1] - box.place.y0) < 6  # points


def _cut(frame: Frame, gray: NDArray[np.uint8]) -> dict[str, object]:
    x0, y0, x1, y1 = frame.box
    left, top = max(0, x0 - MARGIN), max(0, y0 - MARGIN)
    patch = gray[top : y1 + MARGIN, left : x1 + MARGIN]
    return {
        "box": [x0 - left, y0 - top, x1 - left, y1 - top],
        "seen": frame.seen,
        "shape": patch.shape,
        "pixels": base64.b64encode(zlib.compress(patch.tobytes())).decode(),
    }


def looks(rows: Sequence[dict[str, object]]) -> list[Look]:
    """Look at the boxes that were cut out of one page, each on a page of its own side by side."""
    frames, strips, across = [], [], 0
    high = 0
    for row in rows:
        pixels = zlib.decompress(base64.b64decode(str(row["pixels"])))
        patch = np.frombuffer(pixels, np.uint8).reshape(row["shape"])
        x0, y0, x1, y1 = row["box"]
        frames.append(Frame((x0 + across, y0, x1 + across, y1), float(row["seen"])))
        strips.append(patch)
        across += patch.shape[1]
        high = max(high, patch.shape[0])
    sheet = np.full((high, across), 255, np.uint8)
    at = 0
    for patch in strips:
        sheet[: patch.shape[0], at : at + patch.shape[1]] = patch
        at += patch.shape[1]
    return looks_at(frames, sheet)


def main_draw(out: Path, seed: int, count: int) -> None:
    """Write one line of JSON per box."""
    rng = np.random.default_rng(seed)
    usual = mailbox(rng, [])
    with out.open("w", encoding="utf-8") as file:
        for number in range(count):
            name = CAMPAIGNS[int(rng.random() < 0.3)]
            recipe = freely(rng) if rng.random() < 0.5 else next(usual)(rng)
            for row in _rows(name, recipe, rng):
                file.write(json.dumps({"page": number, "recipe": recipe.name, **row}) + "\n")
            file.flush()
            print(number, recipe.name, flush=True)


def _rows(name: str, recipe: Recipe, rng: Rng) -> Iterator[dict[str, object]]:
    form, path = form_of(name), REPOSITORY / "campaigns" / name / "blank.pdf"
    blank = geometry(str(path), form.placeholders)()
    printed = [s for s in sheets(path.read_bytes(), form, dpi=recipe.dpi) if s.boxes]
    sheet = printed[int(rng.integers(len(printed)))]
    page, done = drawn(sheet, recipe.dpi, rng)
    page = degrade(page, recipe.steps, dpi=recipe.dpi, rng=rng)
    if blank is None:
        return
    for what, cut in zip(done, cut_out(page, sheet, blank), strict=True):
        yield {"drawn": what, "found": cut is not None, **(cut or {})}


def main_fit(files: Sequence[Path]) -> None:
    """Print the weights, and how they do on pages that they were not fitted on."""
    pages: dict[tuple[Path, int], list[dict[str, object]]] = {}
    for file in files:
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            pages.setdefault((file, row["page"]), []).append(row)
    every = [row for rows in pages.values() for row in rows]
    print(sorted(Counter((row["drawn"], row["found"]) for row in every).items()))
    seen = []
    for number, rows in enumerate(pages.values()):
        kept = [row for row in rows if row["found"]]
        seen += [(number, row, look) for row, look in zip(kept, looks(kept), strict=True)]
    seen = [one for one in seen if one[1]["drawn"] != "circled"]
    xs = np.array([features(look) for _, _, look in seen])
    ys = np.array([row["drawn"] != "nothing" for _, row, _ in seen], float)
    folds = np.array([number % FOLDS for number, _, _ in seen])
    out = np.zeros(len(ys))
    for fold in range(FOLDS):
        out[folds == fold] = _odds(xs[folds == fold], fitted(xs[folds != fold], ys[folds != fold]))
    wrong = (out > 0.5) != (ys > 0.5)
    print(len(ys), "boxes found; wrong", int(wrong.sum()))
    for low in (0.01, 0.02, 0.05, 0.1):
        sure = (out < low) | (out > 1 - low)
        print(f"in doubt from {low}: {1 - sure.mean():.2%}; sure and wrong {(wrong & sure).sum()}")
    for (_, row, look), odds, is_wrong in zip(seen, out, wrong, strict=True):
        if is_wrong or 0.05 < odds < 0.95:
            print(f"{row['drawn']:9} {row['recipe']:12} {odds:.3f}", *(f"{v:.2f}" for v in look))
    print("weights", [round(float(weight), 3) for weight in fitted(xs, ys)])


def _odds(xs: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-np.clip(xs @ weights, -40, 40)))


def fitted(
    xs: NDArray[np.float64], ys: NDArray[np.float64], ridge: float = 0.1
) -> NDArray[np.float64]:
    """Fit a logistic regression by Newton's method, held back by a ridge."""
    weights = np.zeros(xs.shape[1])
    for _ in range(60):
        odds = _odds(xs, weights)
        slope = xs.T @ (ys - odds) - ridge * weights
        bend = (xs * (odds * (1 - odds))[:, None]).T @ xs + ridge * np.eye(xs.shape[1])
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def main() -> None:
    """Draw or fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["draw", "fit"])
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    asked = parser.parse_args()
    if asked.what == "draw":
        main_draw(asked.out, asked.seed, asked.count)
    else:
        main_fit(asked.files)


if __name__ == "__main__":
    main()
