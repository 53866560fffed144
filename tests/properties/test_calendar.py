"""Sums that hold for every day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.kit.dates.periods import Period, add_months, month_end, month_start, quarter_start

some_days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(day=some_days, months=st.integers(-600, 600))
def test_months_later_is_that_month_and_the_same_day_or_its_last(day: date, months: int) -> None:
    later = add_months(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and later == month_end(later))


@given(day=some_days)
def test_months_follow_each_other_without_gap_or_overlap(day: date) -> None:
    assert month_start(day) <= day <= month_end(day)
    assert month_end(day) + timedelta(1) == month_start(add_months(day, 1))


@given(day=some_days)
def test_a_day_is_in_its_quarter(day: date) -> None:
    start = quarter_start(day)

    assert (start.day, start.month % 3) == (1, 1)
    assert start <= day < add_months(start, 3)


@given(start=some_days, length=st.integers(0, 4000), offset=st.integers(-10, 4010))
def test_a_day_is_in_exactly_one_of_adjoining_periods(
    start: date, length: int, offset: int
) -> None:
    period = Period(start, start + timedelta(length))
    following = Period(period.end + timedelta(1), period.end + timedelta(5000))
    day = start + timedelta(offset)

    assert period.days == length + 1
    assert (day in period) + (day in following) == (offset >= 0)
