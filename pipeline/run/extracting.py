"""Extract without a register: one JSON per dossier, whatever the inputs are."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import MachineFault, ReadError
from pipeline.examine import digest_of
from pipeline.isolation import READING, Workers
from pipeline.run.judge import unreadable
from pipeline.run.names import safe_name, unlike
from pipeline.run.place import as_json, contract, place
from pipeline.run.progress import Progress, silent
from pipeline.run.task import Task, examine_task, is_doubtful
from schemas.candidature import Extraction
from schemas.form import Form

PRELOAD = ("pipeline.run.task", "pipeline.read.word", "pipeline.read.pdf")
_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""SHA-256 of no byte: stands for an input whose bytes cannot be had."""


@dataclass(frozen=True, kw_only=True)
class Extracted:
    """One dossier found in an input and the file its JSON was written to."""

    file: str
    part: str | None
    outcome: str
    flagged: int
    json: Path


def extract_files(
    files: Sequence[Path], form: Form, out: Path, *, progress: Progress = silent
) -> tuple[Extracted, ...]:
    """Write the results of each input into `out`, in confined processes; nothing is kept.

    Args:
        files: files, or folders that each hold one dossier.
        form: the form of the call.
        out: made if need be; results of an earlier call are replaced.
        progress: told after each input.

    Returns:
        The dossiers in the order of the inputs.
    """
    out.mkdir(parents=True, exist_ok=True)
    names = _names(files)
    results: dict[int, list[Extracted]] = {}
    with tempfile.TemporaryDirectory(prefix="candidatures-") as desk:
        for rank, found in _examined(files, form, Path(desk)):
            results[rank] = list(_written(found, files[rank], out / names[rank]))
            progress(len(results), len(files), files[rank].name)
    return tuple(one for rank in sorted(results) for one in results[rank])


def _examined(
    files: Sequence[Path], form: Form, desk: Path
) -> Iterator[tuple[int, tuple[Extraction, ...]]]:
    tasks = (Task(path, form, rank, desk) for rank, path in enumerate(files))
    with Workers(limits=READING, preload=PRELOAD) as workers:
        for task, found in workers.map(examine_task, tasks, doubtful=is_doubtful):
            yield task.rank, _or_refusal(found, task)


def _or_refusal(
    found: tuple[Extraction, ...] | ReadError | MachineFault, task: Task
) -> tuple[Extraction, ...]:
    if not isinstance(found, (ReadError, MachineFault)):
        return found
    return (unreadable(task.path.name, _digest(task.path), task.form, found).extraction,)


def _digest(path: Path) -> str:
    try:
        return digest_of(path)
    except OSError:
        return _NOTHING


def _written(found: Sequence[Extraction], path: Path, stem: Path) -> Iterator[Extracted]:
    taken: list[str] = []
    for extraction in found:
        part = f"_{safe_name(extraction.part)}" if extraction.part and len(found) > 1 else ""
        name = unlike(f"{stem.name}{part}.json", taken)
        taken.append(name)
        target = stem.with_name(name)
        place(target, as_json(contract(extraction) | {"file": path.name}))
        yield Extracted(
            file=path.name,
            part=extraction.part,
            outcome=extraction.outcome,
            flagged=sum(answer.flagged for answer in extraction.fields.values()),
            json=target,
        )


def _names(files: Sequence[Path]) -> list[str]:
    """Return a safe name for each input; two inputs of one name get different ones."""
    names: list[str] = []
    for path in files:
        names.append(unlike(safe_name(path.name), names))
    return names
