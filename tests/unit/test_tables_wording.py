"""French words of the tables."""

import pytest

from pipeline.tables.wording import (
    count,
    cut,
    lateness,
    long_moment,
    neutral,
    short_moment,
    shortened,
    sort_key,
)
from schemas.candidature import Dossier, Extraction


def late(minutes: int, *, excused: bool = False) -> Dossier:
    return Dossier(
        number="X-001",
        extraction=Extraction(file="a.docx", sha256="0" * 64, outcome="ok"),
        received_at="2019-12-14T00:00:00+00:00",
        late_by=minutes,
        state="recevable",
        excused=excused,
    )


def test_a_time_is_written_in_paris_time_and_french() -> None:
    assert long_moment("2019-12-13T17:05:00+00:00") == (
        "vendredi 13 décembre 2019 à 18\u00a0h\u00a005"
    )
    assert long_moment("2020-01-01T00:30:00+01:00").startswith("mercredi 1er janvier 2020")
    assert short_moment("2019-07-01T22:30:00Z") == "02/07/2019 à 0\u00a0h\u00a030"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "dans le délai"),
        (1, "en retard de 1\u00a0min"),
        (61, "en retard de 1\u00a0h 1\u00a0min"),
        (2880, "en retard de 2\u00a0j"),
    ],
)
def test_lateness_is_told_in_days_hours_and_minutes(minutes: int, words: str) -> None:
    assert lateness(late(minutes)) == words


def test_a_delay_that_a_person_accepted_is_still_told() -> None:
    assert lateness(late(61, excused=True)) == "en retard de 1\u00a0h 1\u00a0min, retard accepté"


def test_zero_is_singular_in_french() -> None:
    assert [count(n, "classé", "classés") for n in (0, 1, 2)] == [
        *("0\u00a0classé", "1\u00a0classé", "2\u00a0classés"),
    ]


@pytest.mark.parametrize("text", ["Santé", "12", "a=b", "l’été", "'", ""])
def test_plain_text_is_left_as_it_is(text: str) -> None:
    assert neutral(text) == text


def test_what_is_left_out_is_counted() -> None:
    parts = ("Un mot.", "Un autre.", "Un dernier.")

    assert shortened(parts, 17, between=" ", where="Dossiers") == (
        "Un mot. Un autre. (+\u00a01, voir Dossiers)"
    )
    assert cut("Un mot de trop", 12) == "Un mot […]"


def test_accents_do_not_change_the_order() -> None:
    assert sorted(("Éclair", "Zoo", "eau", "Eclat"), key=sort_key) == [
        *("eau", "Éclair", "Eclat", "Zoo"),
    ]
