"""Dates: what holds for every day."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from pipeline.letters import dates

DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2040, 12, 31))


@given(DAYS, st.integers(1, 30))
def test_working_days_land_on_a_working_day_and_skip_none(day: dt.date, count: int) -> None:
    end = dates.add_working_days(day, count)

    between = [day + dt.timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(dates.is_working_day, between)) == count
    assert dates.is_working_day(end)


@given(DAYS, DAYS, st.integers(0, 24))
def test_a_later_day_never_gives_an_earlier_month_end(a: dt.date, b: dt.date, count: int) -> None:
    first, second = sorted((a, b))

    assert dates.add_months(first, count) <= dates.add_months(second, count)


@given(DAYS, st.integers(0, 24))
def test_months_keep_the_day_or_end_the_month(day: dt.date, count: int) -> None:
    end = dates.add_months(day, count)

    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == count
    assert end.day == day.day or (end + dt.timedelta(days=1)).day == 1


@given(DAYS)
def test_written_days_name_the_first_in_letters_only(day: dt.date) -> None:
    text = dates.written(day, weekday=False)

    assert text.split()[0] == ("1er" if day.day == 1 else str(day.day))
    assert text.endswith(str(day.year))


@given(DAYS, st.integers(1, 30))
def test_a_deadline_never_shortens_the_days_given(day: dt.date, days: int) -> None:
    due = dates.complements_due(day, days).date()

    assert due >= day + dt.timedelta(days=days)
    assert dates.is_working_day(due)
