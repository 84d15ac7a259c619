"""Reading, scan: the picture of one page, whatever its turn and however many sheets it shows."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from pipeline.patience import PAGE_SECONDS, allow
from pipeline.read import scan_corners, scan_layout, scan_on_form, scan_page, scan_spread, scan_turn
from pipeline.read.scan_again import Sheets
from pipeline.read.scan_layout import Found
from pipeline.read.scan_page import A4, Matrix, Sheet
from pipeline.read.scan_pictures import plain
from pipeline.read.scan_pixels import luminance
from pipeline.read.scan_spread import Leaf
from pipeline.soffice import standby
from schemas.blank import Blank
from schemas.document import Block, Page

Pixels = npt.NDArray[np.uint8]

LEGIBLE = 0.4
"""Of the letters of a page, read with assurance: 0.8 typed, 0.5 by hand, 0.1 upside down."""
_BETTER = 0.15
LEAST_SIDE = 100  # pixels: a line of text at 72 dpi is 12 high


def read_page_image(
    image: Image.Image,
    *,
    number: int,
    width: float,
    height: float,
    name: str = "",
    sheets: Sheets | None = None,
    printed: Blank | None = None,
) -> tuple[Page, tuple[Block, ...]]:
    """Read the picture of one page.

    Args:
        image: the page as it came, whatever its turn.
        number: of the page, from 1.
        width: of the page in points, as it came.
        height: of the page in points, as it came.
        name: of the file, for the message when a tool is missing.
        sheets: keep the level page, to look at words of it again.
        printed: the blank form, to lay the page upon.

    Returns:
        The page as turned for reading (`layer` stays "none"), and its lines, sheet by sheet where
        it shows several side by side; none for a blank page.
    """
    pixels = np.asarray(plain(image))
    page = Page(number=number, width=width, height=height, layer="none")
    if min(pixels.shape[:2]) < LEAST_SIDE:
        return page, ()
    blocks: list[Block] = []
    for rank, found in enumerate(_sheets(pixels, width, height, name)):
        sheet = found.sheet
        if rank == 0:
            update = {"width": sheet.width, "height": sheet.height, "rotated": sheet.turned}
            page = page.model_copy(update=update)
        if printed is not None:
            found = scan_on_form.registered(found, printed)  # noqa: PLW2901 -- the same, better known
        lines = scan_layout.blocks_of(found, number)
        if sheets is not None and lines:
            sheets.keep(number, found.plain, found.sheet)
        blocks.extend(_on_leaf(line, rank) for line in lines)
    return page, tuple(blocks)


def _on_leaf(block: Block, rank: int) -> Block:
    if rank == 0:
        return block
    return block.model_copy(update={"where": block.where.model_copy(update={"leaf": rank})})


def _sheets(pixels: Pixels, width: float, height: float, name: str) -> Iterator[Found]:
    """Yield the sheets of a picture in reading order, each upright."""
    allow(PAGE_SECONDS)
    standby.dismiss()  # pages of pictures want its memory
    gray = luminance(pixels)
    seen = scan_corners.sheets_of(gray)
    sideways = scan_page.lies_sideways(gray, seen.corners)
    leaves = scan_spread.leaves_in(pixels, seen, sideways=sideways)
    if len(leaves) == 1:
        fills = seen.corners is None
        yield _upright(pixels, (width, height), name, sideways=sideways, fills=fills)
        return
    found = []
    for leaf in leaves:
        allow(PAGE_SECONDS)
        part = _upright(leaf.pixels, _size(leaf), name, sideways=sideways)
        whole = _on_picture(part.sheet, leaf, pixels.shape, (width, height))
        found.append(replace(part, sheet=whole))
    # Text that stands on its head, or lies on its left side, has its first sheet last.
    turned = [part.sheet.turned for part in found if part.words]
    yield from reversed(found) if turned and min(turned) >= 180 else found


def _size(leaf: Leaf) -> tuple[float, float]:
    """Give the size of a sheet in points, as if of A4: half of it is read the better for it."""
    height, width = leaf.pixels.shape[:2]
    scale = A4[1] / max(width, height)
    return width * scale, height * scale


def _upright(
    pixels: Pixels, size: tuple[float, float], name: str, *, sideways: bool, fills: bool = False
) -> Found:
    """Read a sheet the way up it stands, told by the shape of its lines, then by their words."""
    turn = 90 if sideways else 0
    sheet = scan_page.upright(pixels, *size, turn, fills=fills)
    if scan_turn.stands_on_its_head(sheet.gray):
        turn += 180
        sheet = scan_page.upright(pixels, *size, turn, fills=fills)
    found = scan_layout.find(sheet, name)
    if found.legible is None or found.legible >= LEGIBLE:
        return found
    more, worth = max(
        ((more, _legibility(sheet, more, name)) for more in (90, 180, 270)), key=lambda one: one[1]
    )
    if worth < found.legible + _BETTER:
        return found
    turn = (turn + more) % 360
    other = scan_layout.find(scan_page.upright(pixels, *size, turn, fills=fills), name)
    return max(found, other, key=lambda one: one.legible or 0.0)


def _legibility(sheet: Sheet, more: int, name: str) -> float:
    turned = np.ascontiguousarray(np.rot90(sheet.gray, k=-(more // 90)))
    return scan_turn.sampled_legibility(turned, name)


def _on_picture(
    sheet: Sheet, leaf: Leaf, shape: tuple[int, ...], size: tuple[float, float]
) -> Sheet:
    """Give the places of a sheet on the whole picture, turned as the sheet is."""
    turn, (height, width) = sheet.turned, shape[:2]
    own_height, own_width = leaf.pixels.shape[:2]
    across, down = (own_height, own_width) if turn % 180 else (own_width, own_height)
    to_pixels = np.diag([across / sheet.width, down / sheet.height, 1.0])
    whole = (size[1], size[0]) if turn % 180 else size
    over, below = (height, width) if turn % 180 else (width, height)
    to_points = np.diag([whole[0] / over, whole[1] / below, 1.0])
    matrix = (
        to_points
        @ _turned(width, height, turn)
        @ leaf.to_picture
        @ np.linalg.inv(_turned(own_width, own_height, turn))
        @ to_pixels
        @ sheet.to_page
    )
    return replace(sheet, to_page=np.asarray(matrix, np.float64), width=whole[0], height=whole[1])


def _turned(width: int, height: int, turn: int) -> Matrix:
    """Give the way of a point of a picture when that is turned clockwise."""
    ways = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        90: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
        180: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        270: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
    }
    return np.asarray(ways[turn], np.float64)
