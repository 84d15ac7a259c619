"""Convert office documents with LibreOffice: private profile, limits, no macros, no network."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import Crashed, Damaged, TooLarge, ToolMissing, TooSlow
from pipeline.soffice import guard, standby
from pipeline.soffice.profile import environment, furnish, sockets

SECONDS = 60
"""Measured: 0.5 to 1.6 s per document on 120 files from elsewhere; a slow machine and a
hundred pages stay far below."""

SECONDS_EACH = 5
"""Added for each further document of one batch."""

DOCX = "docx:MS Word 2007 XML"

_PDF = (
    "pdf:writer_pdf_Export:"
    '{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"}}'
)
_BUSY = 5  # times that the clock may run faster than the work: the machine may be loaded
_SHARE = 1 / 3  # of the time goes to the LibreOffice kept ready, the rest to one started anew


class Job(NamedTuple):
    """One document to convert."""

    source: Path
    suffix: str
    """What it truly is: LibreOffice believes a suffix more than the content."""
    target: Path
    name: str | None = None
    """How messages call it, when not by its own name."""


def to_pdf(paths: Sequence[Path], into: Path) -> tuple[Path, ...]:
    """Lay Word documents out as tagged PDF files of the same names, in one run.

    Starting LibreOffice takes longer than a letter: give all of them at once.

    Raises:
        ToolMissing, TooSlow, TooLarge, Crashed, Damaged: as `convert`.
    """
    jobs = [Job(path, path.suffix, into / f"{path.stem}.pdf", path.name) for path in paths]
    return convert(jobs, _PDF) if jobs else ()


def to_docx(job: Job, *, seconds: int = SECONDS) -> Path:
    """Convert one document to .docx, in the LibreOffice that this process keeps ready, if any.

    `seconds` are of the processor: a busy machine is no reason to refuse a document.

    Whatever is not made there is tried as `convert` does, whose word is the last: a fault of
    what is kept ready never becomes one of the document.

    Raises:
        ToolMissing, TooSlow, TooLarge, Crashed, Damaged: as `convert`.
    """
    early = seconds * _SHARE
    if standby.convert(job.source, job.suffix, job.target, early):
        return job.target
    left = seconds - int(early)
    return convert([job], DOCX, seconds=left * _BUSY, processor=left)[0]


def convert(
    jobs: Sequence[Job], form: str, *, seconds: int = SECONDS, processor: int | None = None
) -> tuple[Path, ...]:
    """Convert documents in one run of LibreOffice, started for them.

    Args:
        jobs: at least one; sources are copied, never opened in place; targets are replaced.
        form: LibreOffice's `extension:filter name:options`.
        seconds: wall-clock limit for the first document.
        processor: seconds of work allowed; None for as many as the clock allows.

    Returns:
        The targets, all of which exist: LibreOffice's exit status proves nothing.

    Raises:
        ToolMissing: LibreOffice is not installed.
        TooSlow: it was killed at the end of the time.
        TooLarge: it was killed because it held too much memory.
        Crashed: a signal ended it.
        Damaged: it ended in peace and left no file.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ToolMissing(name=_name(jobs[0]), tool="LibreOffice", package="libreoffice-writer")
    limit = seconds + SECONDS_EACH * (len(jobs) - 1)
    with tempfile.TemporaryDirectory(prefix="soffice-") as folder:
        home = Path(folder)
        copies = _prepare(home, jobs)
        command = [program, *_arguments(home, copies, form)]
        status = _run(home, command, limit, processor or limit)
        for copy, job in zip(copies, jobs, strict=True):
            made = home / "out" / f"{copy.stem}.{form.partition(':')[0]}"
            if not made.is_file() or made.stat().st_size == 0:
                raise _failure(status, _name(job), processor or limit)
            shutil.move(made, job.target)
    return tuple(job.target for job in jobs)


def _name(job: Job) -> str:
    return job.name or job.source.name


def _prepare(home: Path, jobs: Sequence[Job]) -> list[Path]:
    furnish(home)
    for folder in ("in", "out"):
        (home / folder).mkdir()
    copies = []
    for number, job in enumerate(jobs, 1):
        # Names of our own: those of candidates may begin with a dash or hold a line break.
        copy = home / "in" / f"{number:04d}{job.suffix}"
        shutil.copyfile(job.source, copy)
        copies.append(copy)
    return copies


def _arguments(home: Path, copies: Sequence[Path], form: str) -> list[str]:
    profile = Path(home, "profile").as_uri()
    quiet = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
    out = str(Path(home, "out"))
    files = [str(copy) for copy in copies]
    return [
        f"-env:UserInstallation={profile}", *quiet, "--convert-to", form, "--outdir", out, *files
    ]  # fmt: skip


def _run(home: Path, command: Sequence[str], seconds: int, processor: int) -> int:
    guarded = [
        *(sys.executable, "-I", "-S", guard.__file__, str(seconds), str(standby.MEMORY)),
        *("--resident", str(standby.RESIDENT), "--processor", str(processor)),
        *("--folder", str(home)),
        *(word for path in sockets(home / "profile") for word in ("--socket", str(path))),
        *command,
    ]
    # The pipe is never written to: its end tells the guard that this process is gone.
    with subprocess.Popen(
        guarded,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=environment(home),
        cwd=home,
    ) as process:
        return process.wait()


def _failure(status: int, name: str, seconds: int) -> Damaged | TooSlow | TooLarge | Crashed:
    if status == guard.TIMED_OUT:
        return TooSlow(name=name, seconds=seconds)
    if status == guard.SWOLLEN:
        detail = f"plus de {standby.RESIDENT // 1024**2} Mo de mémoire"
        return TooLarge(name=name, detail=detail)
    if status > 128:  # as a shell says that a signal ended it
        return Crashed(name=name, detail=f"LibreOffice, signal {status - 128}")
    return Damaged(name=name, detail="LibreOffice ne l’ouvre pas")
