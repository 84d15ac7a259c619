from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pipeline.kin import Candidate, Kindred, Standing, joined, kin
from schemas.kinship import Verdict
from tests.kin_cases import ALIX, BORIS, FORM, GRID, candidate, verdict

RANKS = st.integers(1, 7)
ANSWERS = (
    ALIX,
    {**ALIX, "projet.apport": "Un autre apport, écrit en relisant notre premier envoi."},
    {**ALIX, "professionnel.nom": "Alix Moral", "modules": ("deux",)},
    {**ALIX, "professionnel.nom": "Karim Delattre", "professionnel.email": None},
    {**ALIX, "signature.signee": False, "signature.lieu": None},
    {**BORIS, "projet.objet": ALIX["projet.objet"], "projet.actions": ALIX["projet.actions"]},
    BORIS,
    {},
)


@st.composite
def dossiers(draw: st.DrawFn) -> list[Candidate]:
    ranks = sorted(draw(st.sets(RANKS, min_size=1)))
    return [
        candidate(
            rank,
            draw(st.sampled_from(ANSWERS)),
            state=draw(st.sampled_from((None, None, None, "illisible", "hors_sujet", "retire"))),
            reader=draw(st.sampled_from(("word", "pdf", "scan", "mixed"))),
            flagged=draw(st.sampled_from(((), (), ("professionnel.nom",)))),
            received=draw(st.sampled_from((None, None, "2019-12-04T10:00:00+01:00"))),
            late_by=draw(st.sampled_from((0, 0, 90))),
            content=draw(st.sampled_from((None, None, "aa"))),
            sender=draw(st.sampled_from((None, "a@example.org", "b@example.org"))),
            sent_for=draw(st.sampled_from((None, None, "E-001", "E-003"))),
            closed=draw(st.sampled_from((False, False, False, True))),
        )
        for rank in ranks
    ]


@st.composite
def sayings(draw: st.DrawFn) -> Verdict:
    one, other = draw(st.lists(RANKS, min_size=2, max_size=2, unique=True))
    said = draw(st.sampled_from(("distinct", "replace", "attach")))
    return verdict(one, other, said, None if said == "distinct" else one)


VERDICTS = st.lists(sayings(), max_size=5)


@given(dossiers(), VERDICTS)
def test_whoever_gives_way_gives_way_to_one_that_stands(
    candidates: list[Candidate], said: list[Verdict]
) -> None:
    standings = kin(candidates, FORM, GRID, said).standings

    assert sorted(standings) == sorted(c.number for c in candidates)
    for number in standings:
        assert standings[end(number, standings)] == Standing()


@given(dossiers(), VERDICTS, st.randoms(use_true_random=False))
def test_the_order_of_the_dossiers_changes_nothing(
    candidates: list[Candidate], said: list[Verdict], chance: Random
) -> None:
    shuffled = chance.sample(candidates, len(candidates))

    assert ordered(kin(candidates, FORM, GRID, said)) == ordered(kin(shuffled, FORM, GRID, said))


@given(dossiers())
def test_no_rule_moves_a_dossier_that_a_person_closed(candidates: list[Candidate]) -> None:
    standings = kin(candidates, FORM, GRID).standings

    closed = [c.number for c in candidates if c.closed or c.dossier.state == "retire"]
    assert {standings[number] for number in closed} <= {Standing()}


@given(dossiers(), VERDICTS)
def test_each_move_has_a_relation_that_tells_why(
    candidates: list[Candidate], said: list[Verdict]
) -> None:
    found = kin(candidates, FORM, GRID, said)

    told = {number for r in found.relations if r.keeps for number in (r.older, r.newer)}
    assert {n for n, s in found.standings.items() if s.state} <= told
    assert len({frozenset((r.older, r.newer)) for r in found.relations}) == len(found.relations)


@given(dossiers(), VERDICTS)
def test_a_relation_that_keeps_one_moves_the_other(
    candidates: list[Candidate], said: list[Verdict]
) -> None:
    found = kin(candidates, FORM, GRID, said)

    for relation in found.relations:
        if relation.keeps is not None:
            other = relation.older if relation.keeps == relation.newer else relation.newer
            assert found.standings[other].state is not None


@given(dossiers(), VERDICTS)
def test_two_that_a_person_told_apart_do_not_replace_each_other(
    candidates: list[Candidate], said: list[Verdict]
) -> None:
    found = kin(candidates, FORM, GRID, said)

    last = {frozenset((v.first, v.second)): v.verdict for v in said}
    for relation in found.relations:
        assert last.get(frozenset((relation.older, relation.newer))) != "distinct"


@given(dossiers(), st.lists(RANKS, min_size=2, max_size=2, unique=True))
def test_what_a_person_says_of_two_dossiers_happens(
    candidates: list[Candidate], pair: Sequence[int]
) -> None:
    said = verdict(pair[0], pair[1], "replace", pair[0])
    standings = kin(candidates, FORM, GRID, [said]).standings

    if {said.first, said.second} <= standings.keys():
        assert standings[said.second].state is not None


@given(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS), st.booleans())
def test_joining_never_loses_a_signature_or_an_answer(
    words: dict[str, object],
    paper: dict[str, object],
    doubtful: bool,  # noqa: FBT001
) -> None:
    typed = candidate(1, words).dossier.extraction  # type: ignore[arg-type]
    flagged = ("signature.lieu",) if doubtful else ()
    scan = candidate(2, paper, reader="scan", flagged=flagged).dossier.extraction  # type: ignore[arg-type]

    answers = joined(typed, scan, FORM)

    for key, answer in answers.items():
        values = (typed.fields[key].value, scan.fields[key].value)
        if any(value not in (None, (), False) for value in values):
            assert answer.value in values
            assert answer.value not in (None, (), False)


def end(number: str, standings: dict[str, Standing] | object) -> str:
    assert isinstance(standings, dict)
    seen = [number]
    while (above := standings[seen[-1]].of) is not None:
        assert above not in seen
        seen.append(above)
    return seen[-1]


def ordered(found: Kindred) -> tuple[object, ...]:
    return found.relations, dict(found.standings)
