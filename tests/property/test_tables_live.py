"""The workbook's arithmetic is that of the ranking, whatever the marks and weights."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipeline.rank.order import order
from pipeline.rank.order import total as ranked_total
from pipeline.tables.live import standings
from schemas.campaign import Criterion
from schemas.ranking import CriterionScore
from tests.ranking_cases import campaign, criterion, ranking

CODES = ("a", "b", "c", "d")
MARK = st.one_of(
    st.integers(0, 5).map(Decimal),
    st.integers(0, 500).map(lambda n: Decimal(n) / 100),
)


@st.composite
def weights(draw: st.DrawFn) -> tuple[int, ...]:
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=3, max_size=3)))
    return tuple(b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True))


@given(
    weighted=weights(),
    marks=st.lists(st.tuples(*[MARK] * 4), max_size=12),
    ties=st.lists(st.sampled_from(CODES), unique=True),
)
def test_totals_ranks_and_lines_are_those_of_the_ranking(
    weighted: tuple[int, ...], marks: list[tuple[Decimal, ...]], ties: list[str]
) -> None:
    criteria: tuple[Criterion, ...] = tuple(
        criterion(code, weight) for code, weight in zip(CODES, weighted, strict=True)
    )
    scores = {
        f"D-{i:03}": tuple(CriterionScore(code=c, mark=m) for c, m in zip(CODES, row, strict=True))
        for i, row in enumerate(marks)
    }
    empty = ranking({}, campaign(criteria, tuple(ties)))
    by_code = {c.code: c.weight for c in criteria}

    found = standings(scores, empty, 5)

    placed = order(
        {n: ranked_total(s, by_code, 5) for n, s in scores.items()},
        {n: {one.code: one.mark or Decimal() for one in s} for n, s in scores.items()},
        ties,
    )
    lines = sorted(found, key=lambda standing: standing.position)
    assert [(s.number, s.rank, s.total) for s in lines] == [
        (p.dossier, p.rank, p.total) for p in placed
    ]
    assert sorted(s.position for s in found) == list(range(1, len(marks) + 1))
