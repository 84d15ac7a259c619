"""The journal: what it refuses to hold, and what it cannot hide."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline import audit
from pipeline.errors import JournalAltered
from schemas.event import GENESIS, Event


def chain(length: int) -> list[bytes]:
    previous, lines = GENESIS, []
    for number in range(1, length + 1):
        event = Event(
            campaign="essai",
            number=number,
            at="2019-12-14T08:00:00+00:00",
            code="drop.examined",
            facts={"receipt": number, "dossiers": 1},
            previous=previous,
        ).sealed()
        previous = event.digest
        lines.append(event.line())
    return lines


def messages(file: Path, lines: list[bytes]) -> list[str]:
    return [str(found) for found in audit.verify(file, lines)]


def test_an_intact_journal_has_no_break(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    audit.export(file, chain(4))

    assert audit.verify(file, chain(4)) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(where=st.integers(min_value=0), by=st.integers(min_value=1, max_value=255))
def test_one_altered_byte_anywhere_is_found(tmp_path: Path, where: int, by: int) -> None:
    content = bytearray(b"".join(chain(3)))
    content[where % len(content)] ^= by
    file = tmp_path / "journal.jsonl"
    file.write_bytes(content)

    assert audit.verify(file, chain(3)) != ()


def test_an_altered_event_is_named_by_its_line(tmp_path: Path) -> None:
    lines = chain(3)
    file = tmp_path / "journal.jsonl"
    file.write_bytes(b"".join(lines).replace(b'"dossiers":1', b'"dossiers":2', 1))

    assert messages(file, lines) == [
        "ligne 1 : l’événement n° 1 a été modifié.",
        "ligne 1 : elle diffère de celle que le registre conserve.",
    ]


def test_a_removed_line_is_found(tmp_path: Path) -> None:
    lines = chain(4)
    file = tmp_path / "journal.jsonl"
    file.write_bytes(b"".join(lines[:1] + lines[2:]))

    assert messages(file, lines) == [
        "ligne 2 : la ligne qui la précède a été modifiée, ajoutée ou supprimée.",
        "ligne 2 : elle diffère de celle que le registre conserve.",
    ]


def test_a_cut_tail_is_found_against_the_register(tmp_path: Path) -> None:
    lines = chain(4)
    file = tmp_path / "journal.jsonl"
    file.write_bytes(b"".join(lines[:2]))

    assert messages(file, lines) == ["ligne 3 : il manque 2 lignes à la fin du fichier."]


def test_a_line_added_to_the_file_is_found(tmp_path: Path) -> None:
    lines = chain(3)
    file = tmp_path / "journal.jsonl"
    file.write_bytes(b"".join(lines))

    assert messages(file, lines[:2]) == [
        "ligne 3 : elle n’est pas dans le registre : elle a été ajoutée."
    ]


def test_a_change_made_in_the_register_is_found_there(tmp_path: Path) -> None:
    lines = chain(3)
    lines[1] = lines[1].replace(b'"receipt":2', b'"receipt":7')
    file = tmp_path / "journal.jsonl"
    audit.export(file, lines)

    assert "registre : l’événement n° 2 a été modifié." in messages(file, lines)


@pytest.mark.parametrize("left", [0, 1, 200, 700])
def test_what_a_crash_left_unwritten_is_completed(tmp_path: Path, left: int) -> None:
    lines = chain(3)
    file = tmp_path / "journal.jsonl"
    file.write_bytes(b"".join(lines)[:left])

    audit.export(file, lines)

    assert file.read_bytes() == b"".join(lines)


def test_nothing_is_added_to_an_altered_journal(tmp_path: Path) -> None:
    lines = chain(3)
    file = tmp_path / "journal.jsonl"
    altered = b"".join(lines[:2]).replace(b'"dossiers":1', b'"dossiers":2')
    file.write_bytes(altered)

    with pytest.raises(JournalAltered) as caught:
        audit.export(file, lines)

    assert caught.value.facts["line"] == 1
    assert file.read_bytes() == altered


@pytest.mark.parametrize(
    "words", ["Jeanne Exemple", "jeanne@example.org", "03 21 00 00 00", "Béthune", ""]
)
def test_words_of_a_dossier_cannot_enter_the_journal(words: str) -> None:
    with pytest.raises(ValidationError):
        Event(campaign="c", number=1, at="t", code="drop.received", facts={"sha256": words})


def test_every_event_is_told_in_french() -> None:
    assert set(audit._SENTENCES) == set(Event.model_fields["code"].annotation.__args__)  # type: ignore[union-attr]
