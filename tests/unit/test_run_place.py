"""Results put into folders that people look into."""

import os
import subprocess
import sys
from pathlib import Path

from pipeline.run.place import place, sweep


def gone() -> int:
    """Return the number of a process that is no more."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    target = tmp_path / "fiche.docx"

    assert place(target, b"un")
    assert not place(target, b"un")
    assert place(target, b"deux")
    assert [file.name for file in tmp_path.iterdir()] == ["fiche.docx"]


def test_what_a_killed_process_left_half_written_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "dossiers" / f".fiche.docx.{gone()}.tmp"
    left.parent.mkdir()
    left.write_bytes(b"moiti")

    assert sweep(tmp_path) == 1
    assert not left.exists()


def test_what_a_living_process_writes_is_left_to_it(tmp_path: Path) -> None:
    alive = tmp_path / f".fiche.docx.{os.getppid()}.tmp"
    strangers = tmp_path / ".sauvegarde.tmp"
    for file in (alive, strangers):
        file.write_bytes(b"en cours")

    assert sweep(tmp_path) == 0
    assert alive.exists()
    assert strangers.exists()
