"""What is drawn stands in a folder of its own until placed, and never outlives its program."""

from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.run.aside import aside
from pipeline.run.workspace import Workspace


def held(workspace: Workspace) -> list[Path]:
    return sorted((workspace.state / "aside").iterdir())


def test_the_folder_goes_with_what_is_in_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)

    with aside(workspace) as folder:
        (folder / "courrier.docx").write_text("x", "utf-8")

    assert held(workspace) == []


def test_the_folder_goes_when_drawing_fails(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)

    with pytest.raises(RuntimeError), aside(workspace):
        raise RuntimeError

    assert not [path for path in held(workspace) if path.is_dir()]


def test_what_a_killed_program_left_is_removed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    left = tmp_path / "state" / "aside" / "abc"
    left.mkdir(parents=True)
    (left / "courrier.docx").write_text("x", "utf-8")
    left.with_suffix(".lock").touch()

    with aside(workspace):
        pass

    assert held(workspace) == []


def test_what_another_program_draws_stays(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)

    with aside(workspace) as one, aside(workspace) as other:
        assert one.is_dir()
        assert other.is_dir()
        assert one != other


def test_a_folder_whose_lock_is_held_elsewhere_stays(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    theirs = tmp_path / "state" / "aside" / "abc"
    theirs.mkdir(parents=True)

    with FileLock(theirs.with_suffix(".lock")), aside(workspace):
        assert theirs.is_dir()
