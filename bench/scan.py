"""Time of reading scans against Tesseract alone on the same pictures; memory; other programs.

    python -m bench.scan [SET…] [--rounds 5] [--count 8]

SET holds scans beside their `.truth.json` (default: the scans of the reference corpus). Measures

* per page, the whole reading (rendering, deskew, registration, boxes, signatures, second readings,
  values) and tesserocr alone, engine kept open, shown the same pages at the same dots per inch;
  they take turns, and the median of the rounds is told;
* pages a minute with one process and with two;
* one scan of six pages through `candidatures extract`: seconds, most memory of one process;
* the same six pages through OCRmyPDF (`OCRMYPDF` names its program), text alone.

docling cannot run: it fetches its models at run time.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from bench.children import Spent
from bench.paper import make
from bench.paper_mix import Recipe
from bench.paper_person import REPOSITORY, Job, form_of
from bench.paper_print import sources
from bench.paper_read import read_folder, truths
from pipeline.examine import examine
from pipeline.read.scan_ocr import reading
from pipeline.read.scan_page import DPI
from pipeline.read.scan_pictures import plain

CORPUS = REPOSITORY / "tests" / "truth" / "corpus"
TARGET = 1.6  # times Tesseract alone
AUTOMATIC = 3  # Tesseract's own page segmentation


class Timed(NamedTuple):
    """One dossier: pages, median seconds of ours and of Tesseract alone, by clock and processor."""

    name: str
    pages: int
    ours: float
    alone: float
    busy_ours: float
    busy_alone: float

    @property
    def ratio(self) -> float:
        """Ours over Tesseract alone, by the clock."""
        return self.ours / self.alone


def pictures(path: Path) -> list[Image.Image]:
    """Return the pages of a scan at the dots per inch that the reader asks for."""
    if path.is_dir():
        return [plain(Image.open(file)).convert("L") for file in sorted(path.iterdir())]
    pdf = pdfium.PdfDocument(path)
    try:
        return [page.render(scale=DPI / 72, grayscale=True).to_pil() for page in pdf]
    finally:
        pdf.close()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _spent(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of some work by the clock, and of the processor in all its threads."""
    busy = time.process_time()
    seconds = _seconds(work)
    return seconds, time.process_time() - busy


def timed(path: Path, form_name: str, rounds: int) -> Timed:
    """Measure one dossier, ours and Tesseract alone in turns."""
    form, pages = form_of(form_name), pictures(path)

    def ours() -> None:
        with tempfile.TemporaryDirectory() as into:
            examine(path, form, Path(into))

    def alone() -> None:
        for page in pages:
            with reading(np.asarray(page), path.name) as engine:
                engine.SetPageSegMode(AUTOMATIC)
                engine.Recognize(60_000)
                engine.GetTSVText(0)

    ours()  # data files, the blank form, compiled patterns: once per process
    turns = [(*_spent(ours), *_spent(alone)) for _ in range(rounds)]
    mine, busy, theirs, their_busy = (statistics.median(side) for side in zip(*turns, strict=True))
    return Timed(path.name, len(pages), mine, theirs, busy, their_busy)


def chosen(folders: Sequence[Path], count: int) -> list[tuple[Path, str]]:
    """Return scans of the folders with the names of their forms, `count` at most."""
    found = [
        (folder / str(truth["file"]), str(truth["form"]))
        for folder in folders
        for truth in truths(folder)
        if truth["kind"] in ("pdf-scan", "photo")
    ]
    step = max(1, len(found) // count)
    return found[::step][:count]


def tell_pages(scans: Sequence[tuple[Path, str]], rounds: int) -> bool:
    """Print the time per page of each scan; True when the median ratio holds the target."""
    print(f"{'dossier':40} pages  s/page  alone s/page  ratio  of processor")
    rows = []
    for path, form in scans:
        row = timed(path, form, rounds)
        rows.append(row)
        print(
            f"{row.name:40} {row.pages:5} {row.ours / row.pages:7.2f} {row.alone / row.pages:13.2f}"
            f" {row.ratio:6.2f} {row.busy_ours / row.busy_alone:13.2f}",
            flush=True,
        )
    pages = sum(row.pages for row in rows)
    ours, alone = sum(row.ours for row in rows), sum(row.alone for row in rows)
    busy, alone_busy = sum(row.busy_ours for row in rows), sum(row.busy_alone for row in rows)
    print(
        f"{pages} pages: {ours / pages:.2f} s/page, Tesseract alone {alone / pages:.2f}, ratio"
        f" {ours / alone:.2f} (target {TARGET}), median of the dossiers"
        f" {statistics.median(row.ratio for row in rows):.2f}; of the processor"
        f" {busy / alone_busy:.2f}"
    )
    return ours / alone <= TARGET


def tell_processes(scans: Sequence[tuple[Path, str]]) -> None:
    """Print the pages a minute with one process and with two."""
    with tempfile.TemporaryDirectory(prefix="scan-") as scratch:
        folder = Path(scratch) / "scans"
        folder.mkdir()
        for path, _ in scans:
            (shutil.copytree if path.is_dir() else shutil.copyfile)(path, folder / path.name)
            stem = path.name if path.is_dir() else path.stem
            shutil.copyfile(path.parent / f"{stem}.truth.json", folder / f"{stem}.truth.json")
        pages = sum(len(pictures(path)) for path, _ in scans)
        for count in (1, 2):
            out = Path(scratch) / f"{count}"
            spent = _seconds(lambda n=count, to=out: read_folder(folder, to, processes=n))
            print(f"{count} process(es): {60 * pages / spent:.1f} pages a minute")


def six_pages(folder: Path) -> Path:
    """Make one scan of six pages, 200 dpi, grey, and return its path."""
    plain_dossiers = {source.path.name[:2]: source for source in sources(CORPUS / "pdn62-2019")}
    steps = (("blur", 0.15), ("skew", 0.6), ("grey", 1.0), ("noise", 2.5))
    recipe = Recipe("six", 200, steps, 70, 8, "whole")
    form = form_of("pdn62-2019")
    make(Job("six", plain_dossiers["42"], form, recipe, False, np.random.default_rng(6)), folder)  # noqa: FBT003
    pdf = pdfium.PdfDocument(folder / "six.pdf")
    while len(pdf) > 6:
        pdf.del_page(0)
    pdf.save(folder / "six-pages.pdf")
    return folder / "six-pages.pdf"


def tell_six_pages() -> None:
    """Print seconds and memory of six pages through the command line, ours and OCRmyPDF's."""
    with tempfile.TemporaryDirectory(prefix="six-") as scratch:
        scan = six_pages(Path(scratch))
        campaign = str(REPOSITORY / "campaigns" / "pdn62-2019")
        ours = [sys.executable, "-m", "pipeline", "extract", str(scan), "--campaign", campaign]
        _tell_command("candidatures extract, 6 pages", [*ours, "--out", f"{scratch}/out"])
        program = os.environ.get("OCRMYPDF") or shutil.which("ocrmypdf")
        if program is None:
            print("OCRmyPDF is not installed: not measured")
            return
        theirs = [program, "-q", "-l", "fra", "--output-type", "pdf", "--jobs", "2"]
        more = ["--deskew", "--rotate-pages", str(scan), f"{scratch}/o.pdf"]
        _tell_command("OCRmyPDF --deskew --rotate-pages, 2 jobs", [*theirs, *more])
        _tell_command("OCRmyPDF, text alone, 2 jobs", [*theirs, str(scan), f"{scratch}/p.pdf"])


def _run_from_a_small_process(command: Sequence[str]) -> Spent:
    """Run a command; a child is said to have held at least what its parent held at the fork."""
    code = "import sys; from bench.children import run; print(*run(sys.argv[1:]).__dict__.values())"
    told = subprocess.run(
        [sys.executable, "-c", code, *command], check=True, capture_output=True, text=True
    ).stdout.split()
    return Spent(float(told[0]), int(told[1]), int(told[2]))


def _tell_command(name: str, command: Sequence[str]) -> None:
    spent = [_run_from_a_small_process(command) for _ in range(3)]
    status = {one.status for one in spent}
    seconds = statistics.median(one.seconds for one in spent)
    peak = max(one.peak for one in spent) / 2**20
    print(f"{name}: {seconds:.1f} s, most memory of one process {peak:.0f} MB, status {status}")


def main() -> int:
    """Measure; 1 when the time per page misses its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=8)
    options = parser.parse_args()
    folders = options.sets or [CORPUS / "pdn62-2019", CORPUS / "coordination-03-63-2024"]
    scans = chosen(folders, options.count)
    held = tell_pages(scans, options.rounds)
    tell_processes(scans)
    tell_six_pages()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
