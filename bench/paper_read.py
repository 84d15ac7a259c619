"""Dossiers with their truth, read, then judged field by field as `tests/truth/score.py` does."""

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from schemas.form import Form

REPOSITORY = Path(__file__).parents[1]
sys.path.append(str(REPOSITORY / "tests" / "truth"))
import score  # noqa: E402 -- a script beside the corpus, in no package

from bench.paper_person import form_of  # noqa: E402

Truth = Mapping[str, object]


class Judged(NamedTuple):
    """One field of one dossier: was it right, flagged, and how sure was the machine."""

    file: str
    kind: str
    variant: str
    key: str
    type: str
    right: bool
    flagged: bool
    confidence: float

    @property
    def silent(self) -> bool:
        """Wrong, and nobody was warned."""
        return not self.right and not self.flagged


class Verdict(NamedTuple):
    """A dossier judged: its fields, its counts of boxes, whether its outcome is right."""

    file: str
    kind: str
    variant: str
    fields: Sequence[Judged]
    boxes: int
    boxes_right: int
    outcome_right: bool
    refused: bool


def truths(folder: Path) -> list[dict[str, object]]:
    """Return the truths of a folder whose dossier is there, in order of name."""
    found = [json.loads(p.read_text("utf-8")) for p in sorted(folder.glob("*.truth.json"))]
    return [truth for truth in found if (folder / truth["file"]).exists()]


def _read_one(job: tuple[str, str, str]) -> None:
    # Imported here: each process of the pool loads the readers once.
    from pipeline.examine import examine  # noqa: PLC0415

    path, campaign, out = Path(job[0]), job[1], Path(job[2])
    with tempfile.TemporaryDirectory() as into:
        try:
            results = examine(path, form_of(campaign), Path(into))
        except Exception:  # noqa: BLE001 -- a bug: the other dossiers are measured all the same
            print(f"\n{path.name}\n{traceback.format_exc()}", file=sys.stderr, flush=True)
            return
    for rank, result in enumerate(results):
        target = out / f"{path.name[:80]}.{rank}.json"
        target.write_text(result.model_dump_json(indent=1), "utf-8", errors="surrogateescape")


def read_folder(folder: Path, out: Path, *, processes: int | None = None) -> None:
    """Read every dossier of a folder that has a truth; write the results to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    work = [(str(folder / str(t["file"])), str(t["form"]), str(out)) for t in truths(folder)]
    context = get_context("forkserver")
    with ProcessPoolExecutor(processes or os.cpu_count(), mp_context=context) as pool:
        for done, _ in enumerate(pool.map(_read_one, work), 1):
            print(f"\r{done}/{len(work)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def judged(folder: Path, results: Path) -> list[Verdict]:
    """Judge the results of a folder of dossiers against their truths."""
    read = score.load_results(str(results))
    forms: dict[str, Form] = {}
    verdicts = []
    for truth in truths(folder):
        name = str(truth["form"])
        forms.setdefault(name, form_of(name))
        verdicts.append(_verdict(truth, read, forms[name]))
    return verdicts


def _verdict(truth: Truth, read: Mapping[object, object], form: Form) -> Verdict:
    groups, _, keys, _, _ = score.score([truth], read)
    kind, variant = str(truth["kind"]), str(truth.get("variant") or "")
    counts = groups[kind]
    result = read.get(truth["file"]) or read.get(("b", score.base(truth["file"])))
    refused = result is None or result.get("outcome") in score.REJ
    types = {question.key: question.type for question in form.questions}
    fields = [
        Judged(
            file=str(truth["file"]),
            kind=kind,
            variant=variant,
            key=key,
            type=types.get(key, "text"),
            right=bool(seen["right"]),
            flagged=flagged or refused,  # a dossier that was refused is looked at by a person
            confidence=0.0 if sure is None else float(sure),
        )
        for key, seen in keys.items()
        for _, flagged, sure in [score.field(result or {}, key)]
    ]
    return Verdict(
        str(truth["file"]),
        kind,
        variant,
        fields,
        counts["boxes"],
        counts["boxes_right"],
        bool(counts["outcome_right"]),
        refused,
    )
