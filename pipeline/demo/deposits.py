"""The twelve files of the demonstration, and the moment each was dropped."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pipeline.demo import candidates as people
from pipeline.demo.candidate import Candidate
from pipeline.demo.others import curriculum, mail
from pipeline.demo.pdf import fill_pdf
from pipeline.demo.word import fill_word

PRINTED = Path(__file__).parent / "files" / "imprime.pdf"
"""The dossier of `people.MEDIA`, filled in with Word and printed as a PDF; made by
`tools/print_demo_pdf.py`."""

_PARIS = ZoneInfo("Europe/Paris")


class Deposit(NamedTuple):
    """A file to drop: its name, when, and what makes its bytes."""

    name: str
    when: dt.datetime
    make: Callable[[], bytes]


def deposits(blank: Path, address: str) -> Iterator[Deposit]:
    """Give the files in the order they were dropped.

    Args:
        blank: the blank Word form of the call.
        address: where the call asks candidatures to be sent.
    """
    sent = _at(11, 18, 42)
    twice = fill_word(blank, people.MJC)

    def word(who: Candidate) -> Callable[[], bytes]:
        return lambda: fill_word(blank, who)

    yield Deposit("Candidature centre social 4 saisons.docx", _at(2, 10, 5), word(people.CENTRE))
    yield Deposit("dossier MJC Vieux Port signé.docx", _at(3, 16, 30), lambda: twice)
    yield Deposit("mission_locale_7V.pdf", _at(5, 9, 12), lambda: fill_pdf(people.MISSION))
    yield Deposit("PIJ Lys VF2.docx", _at(6, 14, 50), word(people.PIJ))
    yield Deposit("Médiathèque La Passerelle.pdf", _at(9, 11, 20), PRINTED.read_bytes)
    yield Deposit("candidature ville de Bapaume.docx", _at(10, 17, 3), word(people.COMMUNE))
    yield Deposit(
        "Candidature Promeneurs du Net.eml",
        sent,
        lambda: mail(people.PREVENTION, fill_word(blank, people.PREVENTION), sent, address),
    )
    yield Deposit("residence-beffroi.docx", _at(12, 8, 44), word(people.RESIDENCE))
    yield Deposit("dossier MJC Vieux Port signé (1).docx", _at(12, 9, 15), lambda: twice)
    yield Deposit("foyer rural.pdf", _at(13, 22, 47), lambda: fill_pdf(people.RURAL))
    yield Deposit("CV 2019.docx", _at(13, 23, 10), curriculum)
    yield Deposit("Espace ados candidature.docx", _at(14, 8, 17), word(people.LATE))


def _at(day: int, hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2019, 12, day, hour, minute, tzinfo=_PARIS)
