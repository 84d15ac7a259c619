"""Pages written as a scanner or a telephone writes them, and the truth beside them."""

import io
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pikepdf
from PIL import Image

from bench.degrade import Page


class Stored(NamedTuple):
    """How pages are stored: the dpi told, the JPEG quality, one bit or not, a layer of text."""

    dpi: float
    quality: int = 75
    bits: int = 8
    layer: Sequence[Sequence[tuple[str, float, float, float]]] = ()


def picture(page: Page, bits: int = 8) -> Image.Image:
    """Return a page as a picture: one bit, grey where it has no colour, or RGB."""
    if bits == 1:
        return Image.fromarray(page[:, :, 0] > 128)
    spread = page[::7, ::7].max(2).astype(int) - page[::7, ::7].min(2)
    return Image.fromarray(page if spread.max() > 12 else page[:, :, 0])


def pdf_of(pages: Sequence[Page], stored: Stored) -> bytes:
    """Return the PDF of scanned pages, each one picture, with the layer of text given."""
    images = [picture(page, stored.bits) for page in pages]
    out = io.BytesIO()
    kept = {} if stored.bits == 1 else {"quality": stored.quality}
    images[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=images[1:],
        resolution=stored.dpi,
        **kept,
        creationDate=None,
        modDate=None,
        producer="Copieur",
    )
    return _layered(out.getvalue(), stored.layer) if stored.layer else out.getvalue()


def _layered(pdf: bytes, layer: Sequence[Sequence[tuple[str, float, float, float]]]) -> bytes:
    """Add invisible words (text, x, baseline from the bottom, size) to each page."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        font = opened.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
        for page, words in zip(opened.pages, layer, strict=False):
            parts = ["BT 3 Tr"]
            for text, x, y, size in words:
                said = text.encode("cp1252", "ignore").hex()
                parts.append(f"/FL {size:.1f} Tf 1 0 0 1 {x:.1f} {y:.1f} Tm <{said}> Tj")
            page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.FL)
            page.contents_add("\n".join([*parts, "ET"]).encode())
        out = io.BytesIO()
        opened.save(out, deterministic_id=True)
    return out.getvalue()


def joined(typed: bytes, first: int, scan: bytes, kept: int) -> bytes:
    """Return the digital pages `first`… but the last, then the last page of the scan.

    Args:
        typed: the digital PDF.
        first: its first page that belongs to the form.
        scan: the PDF of the scanned pages of the form.
        kept: how many pages at the end are scanned.
    """
    with pikepdf.open(io.BytesIO(typed)) as digital, pikepdf.open(io.BytesIO(scan)) as scanned:
        made = pikepdf.new()
        made.pages.extend(digital.pages[first : len(digital.pages) - kept])
        made.pages.extend(scanned.pages[-kept:])
        out = io.BytesIO()
        made.save(out, deterministic_id=True)
    return out.getvalue()


def write_photos(pages: Sequence[Page], folder: Path, quality: int) -> None:
    """Write pages as `page-N.jpg` in a folder that appears whole or not at all."""
    draft = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for rank, page in enumerate(pages, 1):
        Image.fromarray(page).save(draft / f"page-{rank}.jpg", quality=quality)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that appears whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_bytes(data)
    draft.rename(path)


def write_truth(folder: Path, stem: str, truth: Mapping[str, object]) -> None:
    """Write the truth beside its dossier, last: who sees it may read the dossier."""
    text = json.dumps(truth, ensure_ascii=False, indent=1, default=_plain) + "\n"
    write_whole(folder / f"{stem}.truth.json", text.encode())


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value))
