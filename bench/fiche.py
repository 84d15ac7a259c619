"""Time of the page of a dossier against python-docx opening and saving an empty document.

python -m bench.fiche

Processor time, by turns in one warm process, so that other work on the machine weighs on both.
The dossiers are the Word files of the corpus as read, without a ranking, as when a thousand are
dropped at once; then again with every long answer a hundred times as long.

Made paragraph by paragraph with python-docx, as it was at first, the page took 5.1 times the
yardstick (71 ms against 14), and 68 times with the long answers.
"""

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from io import BytesIO

import docx

from bench.copies import CAMPAIGN, CORPUS, ROOT
from pipeline.campaigns import load
from pipeline.extract import extract
from pipeline.read import read
from pipeline.tables import draw_fiche
from pipeline.validate import validate
from schemas.campaign import Campaign
from schemas.candidature import Answer, Dossier, Extraction

TARGET = 0.4  # of the yardstick; measured 0.2, a flood of dossiers bears twice as much
ROUNDS = 5


def main() -> int:
    """Print the times and their ratios; 1 when the target is missed."""
    campaign = load(ROOT / "campaigns" / CAMPAIGN)
    dossiers = received(campaign)
    yardstick = spent(open_and_save, dossiers)
    print(f"\nThe page of a dossier, {len(dossiers)} dossiers")
    print(f"python-docx opening and saving an empty document: {yardstick:.1f} ms")
    ratios = []
    for title, drawn in (
        ("as received", dossiers),
        ("answers a hundred times as long", [lengthened(one, campaign) for one in dossiers]),
    ):
        each = spent(lambda one: draw_fiche(one, campaign, None, None), drawn)
        ratios.append(each / yardstick)
        print(f"{title}: {each:.1f} ms, ×{ratios[-1]:.2f}")
    print(f"target, as received: ×{TARGET}")
    return 1 if ratios[0] > TARGET else 0


def received(campaign: Campaign) -> list[Dossier]:
    """Read the Word files of the corpus."""
    form, found = campaign.form, []
    for rank, path in enumerate(sorted(CORPUS.glob("*.docx")), start=1):
        answers = extract(read(path), form)
        outcome, findings = validate(answers, form)
        extraction = Extraction(
            file=path.name,
            sha256=f"{rank:064}",
            form=form.id,
            reader="word",
            outcome=outcome,
            fields=answers.fields,
            findings=findings,
        )
        found.append(
            Dossier(
                number=f"{campaign.prefix}-{rank:03}",
                extraction=extraction,
                received_at="2019-12-02T09:00:00+00:00",
                state="recevable" if outcome == "ok" else "a_regulariser",
            )
        )
    return found


def lengthened(dossier: Dossier, campaign: Campaign) -> Dossier:
    """Return the dossier with its long answers a hundred times over."""
    fields: dict[str, Answer] = dict(dossier.extraction.fields)
    for question in campaign.form.questions:
        answer = fields.get(question.key)
        if question.type == "long_text" and answer is not None and isinstance(answer.value, str):
            fields[question.key] = answer.model_copy(update={"value": f"{answer.value} " * 100})
    extraction = dossier.extraction.model_copy(update={"fields": fields})
    return dossier.model_copy(update={"extraction": extraction})


def open_and_save(_: Dossier) -> None:
    """Do what any page made with python-docx costs at least."""
    docx.Document().save(BytesIO())


def spent(work: Callable[[Dossier], object], dossiers: Sequence[Dossier]) -> float:
    """Return the median processor time of one piece of work, in milliseconds."""
    work(dossiers[0])
    times = []
    for _ in range(ROUNDS):
        for one in dossiers:
            start = time.process_time()
            work(one)
            times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
