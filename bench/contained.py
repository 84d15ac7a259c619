"""What the commands write to and whom they call, seen by the kernel, on files made to harm.

    python -m bench.contained

Needs strace. Every file opened for writing, made, renamed or removed must lie in the workspace or
in the private temporary folder; no address but those of this machine's own sockets is called; and
neither a file of the machine nor a secret of its environment comes out.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench.copies import CAMPAIGN, ROOT
from bench.hostile import CORPUS
from tests import hostile_other, hostile_pdf, hostile_word

PLANTED = "secret-de-la-boite-aux-lettres"
_HEAVY = ("many_objects.pdf", "endless_header.eml", "bomb_in_a_mail.eml", "noise.png")
"""Large or long to read: their reading is proved elsewhere, their calls are those of the others."""

_TRACED = (
    "openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat,"
    "symlink,symlinkat,truncate,chmod,fchmodat,chown,fchownat,mknod,mknodat,connect,sendto,sendmsg"
)
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_OPENED = re.compile(r"\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)\b")
_PATH = re.compile(r'(?:AT_FDCWD<([^>]*)>, |\d+<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
_ADDRESS = re.compile(r"sa_family=(AF_\w+)")
_DEVICES = ("/dev/null", "/dev/tty", "/dev/pts/", "/proc/self/", "/proc/thread-self/")
_OWN = re.compile(
    r"/.*/libreoffice/share/uno_packages/cache/stamp\.sys|/[a-z]+/OSL_PIPE_\w+|/dev/shm/sem\.[\w-]+"
)
"""The stamp of LibreOffice, written as root only, and its sockets, whose place cannot
be chosen; Python's semaphores between processes."""


def files(folder: Path) -> list[Path]:
    """Write the hostile files, beside copies of those of the corpus."""
    folder.mkdir()
    for name, make in (hostile_word.FILES | hostile_pdf.FILES | hostile_other.FILES).items():
        if name not in _HEAVY:
            make(folder / name)
    for path in CORPUS.iterdir():
        if not path.name.endswith(".json"):
            shutil.copyfile(path, folder / path.name)
    return sorted(folder.iterdir())


def traced(command: list[str], log: Path, temporary: Path) -> int:
    """Run a command under the eyes of strace; return its status."""
    temporary.mkdir(exist_ok=True)
    own = {"TMPDIR": str(temporary), "PYTHONDONTWRITEBYTECODE": "1", "CANDIDATURES_X": PLANTED}
    strace = ["strace", "-f", "-qq", "-y", "-s", "4096", "-e", f"trace={_TRACED}", "-o", str(log)]
    return subprocess.run(
        [*strace, sys.executable, "-m", "pipeline", *command],
        cwd=ROOT,
        env=os.environ | own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode


def breaches(log: Path, allowed: tuple[str, ...]) -> Iterator[str]:
    """Tell of each call that succeeded outside of the folders allowed, or that left the machine."""
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            match = _CALL.match(line)
            if match is None:
                continue
            name, given, status = match[1], match[2], int(match[3])
            if name in ("connect", "sendto", "sendmsg"):
                family = _ADDRESS.search(given)
                if family and family[1] not in ("AF_UNIX", "AF_UNSPEC", "AF_NETLINK"):
                    yield f"{name} {given[:120]}"
            elif status >= 0 and (name not in ("open", "openat") or _OPENED.search(given)):
                yield from (f"{name} {path}" for path in _paths(given) if not _in(path, allowed))


def _paths(given: str) -> Iterator[str]:
    for match in _PATH.finditer(given):
        yield os.path.normpath(
            f"{match[1] or match[2] or ''}/{match[3]}" if match[3][:1] != "/" else match[3]
        )


def _in(path: str, allowed: tuple[str, ...]) -> bool:
    return path.startswith((*allowed, *_DEVICES)) or _OWN.fullmatch(path) is not None


def leaks(*folders: Path) -> Iterator[str]:
    """Tell of each result that holds a file of the machine or a secret."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in (".json", ".jsonl", ".txt", ".db"):
                content = path.read_bytes()
                if b"root:x:0" in content or PLANTED.encode() in content:
                    yield f"{path.name} holds what it must not"


def main() -> int:
    """Run both commands and print what they touched; 1 when something lies outside."""
    if shutil.which("strace") is None:
        print("contained: skipped, strace is not installed")
        return 0
    with tempfile.TemporaryDirectory(prefix="contained-") as name:
        folder = Path(name)
        made = files(folder / "files")
        out, root, temporary = folder / "out", folder / "workspace", folder / "tmp"
        shutil.copytree(folder / "files", root / "inbox" / CAMPAIGN)
        commands = {
            "extract": [
                "extract",
                "--campaign",
                CAMPAIGN,
                "--out",
                str(out),
                "--",
                *map(str, made),
            ],
            "ingest": ["ingest", CAMPAIGN, "--workspace", str(root)],
        }
        found: Counter[str] = Counter()
        for command, words in commands.items():
            log = folder / f"{command}.log"
            status = traced(words, log, temporary)
            with log.open("rb") as lines:
                calls = sum(1 for _ in lines)
            print(f"{command}: {len(made)} hostile files, status {status}, {calls} calls seen")
            found.update(breaches(log, tuple(map(str, (out, root, temporary)))))
        found.update(leaks(out, root))
    for breach, times in found.most_common(40):
        print(f"  FAULT  {times} × {breach}")
    print("  nothing touched outside, nobody called, nothing leaked" if not found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
