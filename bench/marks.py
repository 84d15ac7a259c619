"""What is read right, flagged, and wrong without a word: ours beside the afternoon's script.

    python -m bench.marks

Both read the dossiers of the reference corpus and are scored by the same rules, those of
`tests/truth/score.py`. The corpus was before the eyes of whoever wrote either.
"""

import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import baseline
from schemas.form import Form
from tests.truth import run as truth
from tests.truth import score

OPENED = ("docx-word", "docx-libreoffice", "docx-typed", "docx-flat", "docx-table", "pdf-text")
DIGITAL = (*OPENED, "pdf-acroform", "odt", "doc", "rtf", "eml")
GROUPS = (
    ("what the script can open", OPENED),
    ("all digital kinds", DIGITAL),
    *((kind, (kind,)) for kind in (*DIGITAL, "pdf-scan", "photo")),
)


def counts(read_set: Callable[[Path], None]) -> Mapping[str, Mapping[str, int]]:
    """Read the corpus into a folder and count what is right and wrong, kind by kind."""
    with tempfile.TemporaryDirectory() as folder:
        read_set(Path(folder))
        truths = score.load_truth(str(baseline.CORPUS))
        groups: Mapping[str, Mapping[str, int]] = score.score(truths, score.load_results(folder))[0]
    return groups


def rates(groups: Mapping[str, Mapping[str, int]], kinds: tuple[str, ...]) -> str:
    """Write the rates of some kinds together: fields right, silent errors, outcomes right."""
    total = {name: sum(groups[kind][name] for kind in kinds) for name in score.NUM}
    return (
        f"{100 * total['right'] / total['fields']:9.2f}"
        f"{100 * total['silent'] / total['fields']:9.2f}"
        f"{100 * total['outcome_right'] / total['dossiers']:9.1f}"
    )


def main() -> int:
    """Print the table."""
    definition = baseline.CORPUS.parents[3] / "campaigns" / "pdn62-2019" / "form.toml"
    form = Form.model_validate(tomllib.loads(definition.read_text("utf-8")))
    theirs = counts(lambda out: baseline.read_set(form, out))
    mine = counts(lambda out: truth.read_set("pdn62-2019", out))
    print("\nReading pdn62-2019 (in %): fields right, wrong without a flag, outcomes right")
    print(f"{'':26}{'n':>4}{'ours: right':>13}{'silent':>7}{'outcome':>10}{'script: right':>16}")
    for title, kinds in GROUPS:
        dossiers = sum(mine[kind]["dossiers"] for kind in kinds)
        print(f"{title:26}{dossiers:4}    {rates(mine, kinds)}      {rates(theirs, kinds)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
