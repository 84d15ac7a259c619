"""Dates: what the law draws from the day of reception, and how letters write it."""

import datetime as dt

import pytest

from pipeline.letters import dates

FRIDAY = dt.date(2019, 12, 13)


def test_an_email_of_friday_is_registered_by_monday() -> None:
    assert dates.registration_due(FRIDAY) == dt.date(2019, 12, 16)


def test_an_email_is_acknowledged_within_ten_working_days_christmas_apart() -> None:
    assert dates.acknowledgement_due(FRIDAY) == dt.date(2019, 12, 30)


def test_what_comes_on_a_saturday_is_registered_by_monday() -> None:
    assert dates.registration_due(dt.date(2019, 12, 14)) == dt.date(2019, 12, 16)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2019, 12, 25),
        dt.date(2020, 1, 1),
        dt.date(2020, 4, 13),  # Easter Monday
        dt.date(2020, 5, 8),
        dt.date(2020, 5, 21),  # Ascension
        dt.date(2020, 6, 1),  # Whit Monday
        dt.date(2020, 7, 14),
        dt.date(2020, 11, 11),
    ],
)
def test_public_holidays_are_no_working_days(day: dt.date) -> None:
    assert not dates.is_working_day(day)


def test_silence_is_a_rejection_after_two_months_day_for_day() -> None:
    assert dates.implicit_rejection(FRIDAY) == dt.date(2020, 2, 13)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (dt.date(2019, 12, 31), dt.date(2020, 2, 29)),
        (dt.date(2020, 12, 31), dt.date(2021, 2, 28)),
        (dt.date(2020, 6, 30), dt.date(2020, 8, 30)),
        (dt.date(2020, 11, 15), dt.date(2021, 1, 15)),
    ],
)
def test_a_month_without_that_day_ends_on_its_last_one(start: dt.date, end: dt.date) -> None:
    assert dates.add_months(start, 2) == end


def test_a_request_for_complements_puts_the_rejection_off_by_the_time_given() -> None:
    asked = dates.Suspension(asked=dt.date(2019, 12, 16), until=dt.date(2019, 12, 23))

    assert dates.implicit_rejection(FRIDAY, asked) == dt.date(2020, 2, 20)


def test_complements_that_come_early_end_the_suspension() -> None:
    asked = dates.Suspension(
        asked=dt.date(2019, 12, 16), until=dt.date(2019, 12, 23), completed=dt.date(2019, 12, 18)
    )

    assert dates.implicit_rejection(FRIDAY, asked) == dt.date(2020, 2, 15)


def test_complements_that_come_late_do_not_lengthen_the_suspension() -> None:
    asked = dates.Suspension(
        asked=dt.date(2019, 12, 16), until=dt.date(2019, 12, 23), completed=dt.date(2020, 1, 20)
    )

    assert asked.days == 7


def test_a_deadline_on_a_closed_day_moves_to_the_next_open_one() -> None:
    # Seven days after 18 December 2019 is Christmas Day.
    due = dates.complements_due(dt.date(2019, 12, 18), 7)

    assert due.isoformat() == "2019-12-26T23:59:59+01:00"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (FRIDAY, "vendredi 13 décembre 2019"),
        (dt.date(2020, 1, 1), "mercredi 1er janvier 2020"),
        (dt.date(2020, 8, 2), "dimanche 2 août 2020"),
    ],
)
def test_days_are_written_in_full(day: dt.date, text: str) -> None:
    assert dates.written(day) == text


def test_the_weekday_may_be_left_out() -> None:
    assert dates.written(dt.date(2020, 2, 1), weekday=False) == "1er février 2020"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2019-12-13T22:59:59+00:00", "23\u00a0h\u00a059"),
        ("2019-07-14T07:05:00+00:00", "9\u00a0h\u00a005"),
        ("2019-12-13T09:00:00+01:00", "9\u00a0h"),
    ],
)
def test_hours_are_those_of_paris_with_no_break_spaces(moment: str, text: str) -> None:
    assert dates.hour(dates.in_paris(moment)) == text


def test_a_dossier_sent_before_midnight_utc_is_received_the_next_day_in_paris() -> None:
    assert dates.in_paris("2019-12-13T23:03:00+00:00").date() == dt.date(2019, 12, 14)


def test_a_time_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="2019-12-13T10:00:00"):
        dates.in_paris("2019-12-13T10:00:00")
