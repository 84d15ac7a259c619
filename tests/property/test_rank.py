"""What holds of any ranking."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.rank.order import order, proposals
from schemas.candidature import Dossier
from tests.judging import campaign, criterion, dossier, ranking, signal

STATES = ("recevable", "a_regulariser", "irrecevable", "illisible", "doublon", "retire")
TOWNS = (("Lens", "62300"), ("Calais", "62100"), ("Ternois", None))
CALL = campaign(
    criterion("projet", 30, signal("answered", "projet"), jury=50),
    criterion("charte", 20, signal("signed", "charte")),
    criterion("geographie", 25, signal("coverage")),
    criterion("angle", 25, signal("variety")),
    ties=("charte", "projet"),
    places=2,
)
MARKS = st.decimals(0, 5, places=2)


@st.composite
def received(draw: st.DrawFn) -> list[Dossier]:
    count = draw(st.integers(0, 6))
    return [_dossier(draw, f"D-{n}") for n in range(count)]


def _dossier(draw: st.DrawFn, number: str) -> Dossier:
    town, code = draw(st.sampled_from(TOWNS))
    return dossier(
        number,
        state=draw(st.sampled_from(STATES)),
        ville=town,
        code_postal=code,
        projet=draw(st.sampled_from(["Un projet.", None])),
        charte=draw(st.sampled_from([True, False, None])),
        champs=draw(st.sampled_from([(), ("emploi",), ("sante", "famille")])),
    )


@given(received(), st.randoms())
@settings(max_examples=60, deadline=None)
def test_file_order_never_matters(dossiers: list[Dossier], chance: object) -> None:
    shuffled = sorted(dossiers, key=lambda _: chance.random())  # type: ignore[attr-defined]

    assert ranking(shuffled, CALL) == ranking(dossiers, CALL)


@given(received())
@settings(max_examples=60, deadline=None)
def test_nobody_is_lost_and_totals_follow_from_marks(dossiers: list[Dossier]) -> None:
    found = ranking(dossiers, CALL)

    assert len(found.places) + len(found.unranked) == len(dossiers)
    for place in found.places:
        points = sum((s.points or Decimal() for s in place.scores), Decimal())
        assert abs(place.total - points) <= Decimal("0.005")
        assert 0 <= place.total <= 100


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=2), MARKS, max_size=8),
    st.lists(MARKS, min_size=8, max_size=8),
)
def test_a_rank_is_one_more_than_the_number_of_the_better(
    totals: dict[str, Decimal], ties: list[Decimal]
) -> None:
    marks = {name: {"x": tie} for name, tie in zip(totals, ties, strict=False)}

    standings = order(totals, marks, ["x"])

    def worth(name: str) -> tuple[Decimal, Decimal]:
        return totals[name], marks[name]["x"]

    for standing in standings:
        better = sum(worth(n) > worth(standing.dossier) for n in totals)
        equals = {n for n in totals if worth(n) == worth(standing.dossier)}
        assert standing.rank == better + 1
        assert {standing.dossier, *standing.tied_with} == equals


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.sampled_from("123"), max_size=8),
    st.integers(0, 9),
)
def test_the_cut_never_splits_equals_nor_gives_more_places_than_open(
    totals: dict[str, str], places: int
) -> None:
    standings = order({n: Decimal(t) for n, t in totals.items()}, {n: {} for n in totals}, [])

    given_ = proposals(standings, frozenset(), places)

    for one in standings:
        assert {given_[twin] for twin in one.tied_with} <= {given_[one.dossier]}
    kept = sum(p == "retenu" for p in given_.values())
    open_ = sum(p in ("retenu", "a_departager") for p in given_.values())
    assert kept <= places
    assert open_ >= min(places, len(totals))


@given(received(), st.sampled_from(["projet", "charte"]))
@settings(max_examples=40, deadline=None)
def test_a_better_answer_never_costs_points(dossiers: list[Dossier], key: str) -> None:
    worse = dossier("Z", **{key: None if key == "projet" else False})

    totals = [
        next(p.total for p in ranking([*dossiers, one], CALL).places if p.dossier == "Z")
        for one in (worse, dossier("Z"))
    ]

    assert totals[0] <= totals[1]
