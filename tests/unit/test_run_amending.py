"""What persons said of fields, laid over what the machine read."""

from collections.abc import Mapping

from pipeline.run.amending import amended, in_force, inherited, settled_by_persons, taken_back
from pipeline.store.records import Said
from pipeline.validate import validate
from schemas.candidature import Answer, Answers, Extraction, Finding
from schemas.correction import Correction
from schemas.document import Where
from schemas.form import Form

FORM = Form.model_validate(
    {
        "id": "essai",
        "title": "Essai",
        "printed": [
            {
                "question": {
                    "key": "tel",
                    "type": "telephone",
                    "label": ["Tél"],
                    "title": "Téléphone",
                }
            },
            {"question": {"key": "nom", "type": "text", "label": ["Nom"], "title": "Nom"}},
            {
                "question": {
                    "key": "vue",
                    "type": "choices",
                    "label": ["Vue"],
                    "title": "Vue",
                    "required": False,
                    "options": [{"code": "a", "label": ["A"]}],
                }
            },
            {
                "question": {
                    "key": "signee",
                    "type": "signature",
                    "label": ["S"],
                    "title": "Signature",
                }
            },
        ],
    }
)


def reading(fields: Mapping[str, Answer] | None = None, *, reader: str = "scan") -> Extraction:
    """Return a reading whose telephone is doubted."""
    answers = {
        "tel": Answer(
            value="03 21 O0",
            raw="03 21 O0",
            flagged=True,
            confidence=0.5,
            reasons=("CHIFFRES_OCR",),
            where=Where(page=1, box=(1, 2, 3, 4)),
        ),
        "nom": Answer(value="MJC", raw="MJC"),
        "vue": Answer(value=("a",)),
        "signee": Answer(value=True),
        **(fields or {}),
    }
    outcome, findings = validate(Answers(recognised=1, distinctive=1, fields=answers), FORM)
    return Extraction(
        file="d.pdf",
        sha256="0" * 64,
        reader=reader,
        outcome=outcome,
        fields=answers,
        findings=findings,
    )


def act(what: str, value: object = None, **more: object) -> Correction:
    return Correction.model_validate(
        {
            "dossier": "ESSAI-001",
            "key": "tel",
            "content": "c" * 64,
            "act": what,
            "read": "03 21 O0",
            "raw": "03 21 O0",
            "reasons": ("CHIFFRES_OCR",),
            "value": value,
            "author": "Claire",
            **more,
        }
    )


def told(found: Extraction) -> list[tuple[str, str | None]]:
    return [(one.code, one.key) for one in found.findings]


def test_a_confirmed_value_loses_its_flag_and_its_finding() -> None:
    found = amended(reading(), {"tel": act("exact", "03 21 O0")}, FORM)

    answer = found.fields["tel"]
    assert (answer.value, answer.flagged, answer.reasons) == ("03 21 O0", False, ("CONFIRME",))
    assert told(found) == []


def test_a_corrected_value_takes_the_place_of_the_one_read_whose_words_stay() -> None:
    found = amended(reading(), {"tel": act("corrige", "03 21 00 10 20")}, FORM)

    answer = found.fields["tel"]
    assert (answer.value, answer.raw) == ("03 21 00 10 20", "03 21 O0")
    assert (answer.flagged, answer.reasons) == (False, ("CORRIGE",))
    assert answer.where == Where(page=1, box=(1, 2, 3, 4))


def test_an_illegible_answer_is_none_and_asked_for() -> None:
    found = amended(reading(), {"tel": act("illisible")}, FORM)

    assert (found.fields["tel"].value, found.fields["tel"].flagged) == (None, True)
    assert found.outcome == "incomplete"
    assert [f.message for f in found.findings] == ["Téléphone\u00a0: illisible."]


def test_an_illegible_choice_is_an_empty_list() -> None:
    found = amended(reading(), {"vue": act("illisible", key="vue")}, FORM)

    assert found.fields["vue"].value == ()
    assert found.outcome == "ok"


def test_an_answer_that_is_empty_after_all_is_missing() -> None:
    found = amended(reading(), {"tel": act("vide")}, FORM)

    assert found.fields["tel"].value is None
    assert told(found) == [("REPONSE_MANQUANTE", "tel")]


def test_a_signature_seen_by_a_person_completes_the_dossier() -> None:
    unsigned = reading({"signee": Answer(value=False, flagged=True, reasons=("CASE_DOUTEUSE",))})

    found = amended(unsigned, {"signee": act("corrige", value=True, key="signee")}, FORM)

    assert unsigned.outcome == "incomplete"
    assert (found.outcome, told(found)) == ("ok", [("A_VERIFIER", "tel")])


def test_other_findings_stay() -> None:
    late = reading().model_copy(update={"findings": (*reading().findings, _finding("HORS_DELAI"))})

    assert told(amended(late, {"tel": act("exact", "03 21 O0")}, FORM)) == [("HORS_DELAI", None)]


def test_no_answer_makes_up_for_a_missing_page() -> None:
    cut = reading().model_copy(
        update={"outcome": "incomplete", "findings": (_finding("PAGE_MANQUANTE"),)}
    )

    assert amended(cut, {"tel": act("exact", "03 21 O0")}, FORM).outcome == "incomplete"


def test_doing_it_again_changes_nothing() -> None:
    acts = {"tel": act("corrige", "03 21 00 10 20")}
    once = amended(reading(), acts, FORM)

    assert amended(once, acts, FORM) == once


def test_another_reading_changes_nothing_to_what_a_person_saw() -> None:
    better = reading({"tel": Answer(value="03 21 00 10 99", raw="03 21 00 10 99")})

    for given in (act("exact", "03 21 O0"), act("corrige", "03 21 00 10 20")):
        assert amended(better, {"tel": given}, FORM).fields["tel"].value == given.value


def test_a_scan_that_says_otherwise_since_is_shown_again() -> None:
    differing = reading(
        {"tel": Answer(value="03 21 O0", flagged=True, reasons=("DIFFERE_DU_SCAN",))}
    )

    unseen = amended(differing, {"tel": act("exact", "03 21 O0")}, FORM)
    seen = amended(differing, {"tel": act("exact", "03 21 O0", reasons=("DIFFERE_DU_SCAN",))}, FORM)

    assert unseen.fields["tel"].flagged
    assert not seen.fields["tel"].flagged


def test_what_could_not_be_read_stays_so() -> None:
    unread = Extraction(file="d.pdf", sha256="0" * 64, outcome="unreadable", fields={})

    assert amended(unread, {"tel": act("exact", "x")}, FORM) is unread


def test_a_field_that_the_form_no_longer_has_is_left_alone() -> None:
    assert amended(reading(), {"ancien": act("exact", "x", key="ancien")}, FORM) == reading()


def test_the_last_act_on_a_field_holds() -> None:
    said = [_said(1, act("exact", "a")), _said(2, act("corrige", "b"))]

    assert in_force(said)["ESSAI-001"]["tel"].value == "b"


def test_an_act_taken_back_holds_no_more() -> None:
    said = [_said(1, act("corrige", "b")), _said(2, act("annule"))]

    assert in_force(said)["ESSAI-001"] == {}
    assert taken_back(said) == {("ESSAI-001", "tel")}
    assert taken_back([*said, _said(3, act("exact", "a"))]) == frozenset()


def test_persons_answers_are_counted() -> None:
    assert settled_by_persons(reading()) == 0
    assert settled_by_persons(amended(reading(), {"tel": act("exact", "03 21 O0")}, FORM)) == 1


def test_a_typed_version_inherits_what_was_said_of_the_same_words() -> None:
    older = newer = reading(reader="word")

    assert set(inherited(newer, older, {"tel": act("corrige", "03 21 00 10 20")}, FORM)) == {"tel"}


def test_other_words_inherit_nothing() -> None:
    newer = reading({"tel": Answer(value="06 39", raw="06 39", flagged=True)}, reader="word")

    acts = {"tel": act("corrige", "03 21 00 10 20")}

    assert inherited(newer, reading(reader="word"), acts, FORM) == {}


def test_a_scan_inherits_nothing_whatever_was_read() -> None:
    acts = {"tel": act("corrige", "03 21 00 10 20")}

    assert inherited(reading(), reading(reader="word"), acts, FORM) == {}
    assert inherited(reading(reader="word"), reading(), acts, FORM) == {}


def test_a_signature_is_never_inherited() -> None:
    answer = Answer(value=False, raw="…", flagged=True)
    newer = reading({"signee": answer}, reader="word")
    given = act("corrige", value=True, key="signee", read=False, raw="…")

    assert inherited(newer, newer, {"signee": given}, FORM) == {}


def _said(number: int, correction: Correction) -> Said:
    return Said(id=number, at="2019-12-14T08:00:00+00:00", correction=correction)


def _finding(code: str) -> Finding:
    return Finding(code=code, severity="warning", message="Constat.")
