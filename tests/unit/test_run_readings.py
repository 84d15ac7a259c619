"""What is to be known of a dossier: read, joined with its signed scan, settled by persons."""

from collections.abc import Mapping

from pipeline import campaigns
from pipeline.run.amending import Acts
from pipeline.run.readings import Known
from pipeline.run.workspace import SHIPPED
from pipeline.store.records import Registered
from schemas.candidature import Answer, Dossier, Extraction, Value
from schemas.correction import Correction
from schemas.document import Where
from tests.kin_cases import ALIX, FORM, KEYS

CALL = campaigns.load(SHIPPED / "pdn62-2019").model_copy(update={"form": FORM, "lots": ()})
TYPED, SCAN = "ESSAI-001", "ESSAI-002"
SIGNED, PHONE = "signature.signee", "professionnel.telephone"
CONTENTS = {TYPED: "a" * 64, SCAN: "b" * 64}


def reading(
    reader: str, page: int | None, fields: Mapping[str, Answer] | None = None
) -> Extraction:
    """Return a reading of the candidature, its places on a page or in a Word file."""
    answers = {
        key: Answer(
            value=ALIX.get(key, () if type_ == "choices" else None),
            raw=str(ALIX.get(key, "")),
            where=Where(page=page, order=rank),
        )
        for rank, (key, (type_, _)) in enumerate(KEYS.items())
    }
    return Extraction(
        file="d", sha256="0" * 64, reader=reader, outcome="ok", fields={**answers, **(fields or {})}
    )


def joined(typed: Extraction, scan: Extraction, acts: Acts) -> Mapping[str, Answer]:
    """Return the answers of a typed dossier that a signed scan belongs to."""
    own = {TYPED: typed, SCAN: scan}
    found = Known(CALL, own, own, {TYPED: acts}, CONTENTS, frozenset())
    return found.reading(_row(typed), SCAN).fields


def _row(typed: Extraction) -> Registered:
    at = "2019-12-12T08:00:00+00:00"
    return Registered(
        id=1,
        campaign="essai",
        receipt=1,
        channel="depot",
        sender=None,
        received_from="file",
        dropped_at=at,
        pieces=(),
        published=True,
        dossier=Dossier(number=TYPED, extraction=typed, received_at=at, state="recevable"),
    )


def act(key: str, value: Value, content: str, *, reasons: tuple[str, ...] = ()) -> Acts:
    return {
        key: Correction(
            dossier=TYPED,
            key=key,
            content=content,
            act="corrige",
            value=value,
            author="Claire",
            reasons=reasons,
        )
    }


def test_a_signature_that_a_person_saw_on_the_scan_counts() -> None:
    unsigned = {SIGNED: Answer(value=False)}
    unsure = {SIGNED: Answer(value=False, flagged=True, where=Where(page=3))}

    fields = joined(
        reading("word", None, unsigned),
        reading("scan", 1, unsure),
        act(SIGNED, value=True, content=CONTENTS[SCAN]),
    )

    assert (fields[SIGNED].value, fields[SIGNED].flagged) == (True, False)


def test_what_was_said_of_the_typed_file_does_not_hide_the_signature_of_its_scan() -> None:
    fields = joined(
        reading("word", None, {SIGNED: Answer(value=False)}),
        reading("scan", 1, {SIGNED: Answer(value=True, where=Where(page=3))}),
        act(SIGNED, value=False, content=CONTENTS[TYPED]),
    )

    assert fields[SIGNED].value is True


def test_what_was_said_of_another_scan_says_nothing_of_this_one() -> None:
    fields = joined(
        reading("word", None, {SIGNED: Answer(value=False)}),
        reading("scan", 1, {SIGNED: Answer(value=False, flagged=True, where=Where(page=3))}),
        act(SIGNED, value=True, content="c" * 64),
    )

    assert fields[SIGNED].flagged


def test_a_difference_with_the_scan_that_a_person_settled_stays_settled() -> None:
    differing = {PHONE: Answer(value="06 39 98 99 99", raw="06 39 98 99 99", where=Where(page=2))}
    typed, scan = reading("word", None), reading("scan", 1, differing)
    settled = act(PHONE, "06 39 98 99 99", CONTENTS[TYPED], reasons=("DIFFERE_DU_SCAN",))

    assert joined(typed, scan, {})[PHONE].flagged
    answer = joined(typed, scan, settled)[PHONE]
    assert (answer.value, answer.flagged) == ("06 39 98 99 99", False)


def test_a_difference_that_came_after_what_a_person_said_is_told() -> None:
    differing = {PHONE: Answer(value="06 39 98 99 99", raw="06 39 98 99 99", where=Where(page=2))}

    answer = joined(
        reading("word", None),
        reading("scan", 1, differing),
        act(PHONE, str(ALIX[PHONE]), CONTENTS[TYPED]),
    )[PHONE]

    assert answer.flagged


def test_what_was_taken_back_is_not_handed_down_again() -> None:
    typed = reading("word", None, {PHONE: Answer(value="idem", raw="idem", flagged=True)})
    acts = act(PHONE, "06 39 98 00 00", CONTENTS[SCAN])
    said = {PHONE: acts[PHONE].model_copy(update={"dossier": SCAN, "read": "idem", "raw": "idem"})}

    def settled(reopened: frozenset[tuple[str, str]]) -> Answer:
        own = {TYPED: typed, SCAN: typed}
        found = Known(CALL, own, own, {SCAN: said}, CONTENTS, reopened)
        return found.reading(_row(typed), None, replaced=(SCAN,)).fields[PHONE]

    assert settled(frozenset()).value == "06 39 98 00 00"
    assert settled(frozenset({(TYPED, PHONE)})).flagged
