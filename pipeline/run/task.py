"""What a confined process does with one input of `extract`: examine it, and keep nothing.

Workers import this module and no more of the spine, which takes a second to load.
"""

import tempfile
from pathlib import Path
from typing import NamedTuple

from pipeline.examine import examine
from pipeline.isolation import DOUBTED
from schemas.candidature import Extraction
from schemas.form import Form


class Task(NamedTuple):
    """An input, by its rank among the inputs."""

    path: Path
    form: Form
    rank: int
    desk: Path


def examine_task(task: Task) -> tuple[Extraction, ...]:
    """Give the results of an input, at least one."""
    with tempfile.TemporaryDirectory(dir=task.desk) as into:
        return examine(task.path, task.form, Path(into))


def is_doubtful(found: tuple[Extraction, ...]) -> bool:
    """Say whether what was found may be due to the worker: asked in the worker."""
    return any(finding.code in DOUBTED for one in found for finding in one.findings)
