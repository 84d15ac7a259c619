"""Convert office documents with LibreOffice: private profile, limits, no macros, no network."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import Crashed, Damaged, ToolMissing, TooSlow
from pipeline.soffice import guard

SECONDS = 60
"""Measured: 0.8 to 1.6 s per document on 120 files from elsewhere; a slow machine and a
hundred pages stay far below."""

SECONDS_EACH = 5
"""Added for each further document of one batch."""

MEMORY = 4 * 1024**3
"""Bytes of address space: LibreOffice reserves 1 to 2 GB of it and touches 220 MB."""

_PDF = (
    "pdf:writer_pdf_Export:"
    '{"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"PDFUACompliance":{"type":"boolean","value":"true"}}'
)

# Macros never run, links to elsewhere are never followed, and the proxy leads nowhere.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
{}</oor:items>
"""
_SETTING = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse">{}</prop></item>'
_VALUES = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Setup/L10N", "ooSetupSystemLocale", "fr-FR"),
    ("Office.Common/Save/Document", "CreateBackup", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


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
        ToolMissing, TooSlow, Crashed, Damaged: as `convert`.
    """
    jobs = [Job(path, path.suffix, into / f"{path.stem}.pdf", path.name) for path in paths]
    return convert(jobs, _PDF) if jobs else ()


def convert(jobs: Sequence[Job], form: str, *, seconds: int = SECONDS) -> tuple[Path, ...]:
    """Convert documents in one run of LibreOffice.

    Args:
        jobs: at least one; sources are copied, never opened in place; targets are replaced.
        form: LibreOffice's `extension:filter name:options`.
        seconds: wall-clock limit for the first document.

    Returns:
        The targets, all of which exist: LibreOffice's exit status proves nothing.

    Raises:
        ToolMissing: LibreOffice is not installed.
        TooSlow: it was killed at the end of the time.
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
        status = _run(home, [program, *_arguments(home, copies, form)], limit)
        for copy, job in zip(copies, jobs, strict=True):
            made = home / "out" / f"{copy.stem}.{form.partition(':')[0]}"
            if not made.is_file() or made.stat().st_size == 0:
                raise _failure(status, _name(job), limit)
            shutil.move(made, job.target)
    return tuple(job.target for job in jobs)


def _name(job: Job) -> str:
    return job.name or job.source.name


def _prepare(home: Path, jobs: Sequence[Job]) -> list[Path]:
    for folder in ("in", "out", "tmp", "profile/user"):
        (home / folder).mkdir(parents=True)
    lines = (
        _SETTING.format(path, name, f"<value>{value}</value>") for path, name, value in _VALUES
    )
    settings = Path(home, "profile", "user", "registrymodifications.xcu")
    settings.write_text(_SETTINGS.format("\n".join(lines)), "utf-8")
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


def _run(home: Path, command: Sequence[str], seconds: int) -> int:
    guarded = [sys.executable, "-I", "-S", guard.__file__, str(seconds), str(MEMORY), *command]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(Path(home, "tmp")),
        "LANG": "fr_FR.UTF-8",
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    # The pipe is never written to: its end tells the guard that this process is gone.
    with subprocess.Popen(
        guarded, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment, cwd=home
    ) as process:
        return process.wait()


def _failure(status: int, name: str, seconds: int) -> Damaged | TooSlow | Crashed:
    if status == guard.TIMED_OUT:
        return TooSlow(name=name, seconds=seconds)
    if status > 128:  # as a shell says that a signal ended it
        return Crashed(name=name, detail=f"LibreOffice, signal {status - 128}")
    return Damaged(name=name, detail="LibreOffice ne l’ouvre pas")
