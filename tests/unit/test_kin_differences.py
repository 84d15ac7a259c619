import pytest

from pipeline.kin import differences
from schemas.candidature import Value
from schemas.kinship import Difference
from tests.kin_cases import ALIX, FORM, candidate


@pytest.mark.parametrize(
    ("key", "older", "newer", "shown"),
    [
        ("structure.ville", "Lens", "Avion", ("Lens", "Avion")),
        ("signature.date", "2019-12-02", "2019-12-11", ("02/12/2019", "11/12/2019")),
        ("signature.signee", False, True, ("non signé", "signé")),
        ("modules", ("un",), ("un", "deux"), ("Module 1", "Module 1, Module 2")),
        ("modules", ("un",), (), ("Module 1", "(sans réponse)")),
        ("structure.email", None, "a@example.org", ("(sans réponse)", "a@example.org")),
        ("structure.email", "a-b@example.org", "a.b@example.org", None),
        ("professionnel.telephone", "06 39 98 00 11", "06 39 98 00 12", None),
    ],
)
def test_a_difference_is_told_in_words(
    key: str, older: Value, newer: Value, shown: tuple[str, str] | None
) -> None:
    before, after = shown or (str(older), str(newer))

    assert compare({key: older}, {key: newer}) == [(key, before, after)]


@pytest.mark.parametrize(
    ("key", "older", "newer"),
    [
        ("structure.nom", "Mission locale d’Étaples", "MISSION LOCALE D'ETAPLES"),
        ("structure.email", "A@example.org", "a@example.org "),
        ("professionnel.telephone", "06 39 98 00 11", "+33 (0)6.39.98.00.11"),
        ("projet.objet", "Un,  deux\net trois.", "Un deux et trois"),
        ("modules", (), None),
    ],
)
def test_another_way_of_writing_is_no_difference(key: str, older: Value, newer: Value) -> None:
    assert compare({key: older}, {key: newer}) == []


def test_of_a_long_answer_only_what_changes_is_shown() -> None:
    long = " ".join(f"mot{n}" for n in range(200))

    ((_, older, newer),) = compare(
        {"projet.objet": long}, {"projet.objet": long.replace("mot100 ", "autre ")}
    )

    assert older == "… mot95 mot96 mot97 mot98 mot99 mot100 mot101 mot102 mot103 mot104 mot105 …"
    assert newer == "… mot95 mot96 mot97 mot98 mot99 autre mot101 mot102 mot103 mot104 mot105 …"


def test_signs_without_words_still_differ() -> None:
    assert compare({"structure.nom": "☺"}, {"structure.nom": "☹"}) == [("structure.nom", "☺", "☹")]


def test_differences_stand_in_printed_order() -> None:
    older, newer = candidate(1), candidate(2, {**ALIX, "signature.lieu": "A", "modules": ()})

    found = differences(older.dossier.extraction, newer.dossier.extraction, FORM)

    assert [one.key for one in found] == ["modules", "signature.lieu"]
    assert isinstance(found[0], Difference)


def compare(older: dict[str, Value], newer: dict[str, Value]) -> list[tuple[str, str, str]]:
    pair = (candidate(n, {**ALIX, **one}) for n, one in enumerate((older, newer), start=1))
    one, other = (each.dossier.extraction for each in pair)
    return [(d.key, d.older, d.newer) for d in differences(one, other, FORM)]
