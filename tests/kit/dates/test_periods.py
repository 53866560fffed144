from __future__ import annotations

from datetime import date

import pytest

from portal.kit.dates.periods import Period, add_months, month_end, month_start, quarter_start


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_are_added_by_the_calendar(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


def test_a_months_ends() -> None:
    assert month_start(date(2024, 2, 17)) == date(2024, 2, 1)
    assert month_end(date(2024, 2, 17)) == date(2024, 2, 29)
    assert month_end(date(2026, 12, 1)) == date(2026, 12, 31)


@pytest.mark.parametrize(("month", "start"), [(1, 1), (3, 1), (4, 4), (9, 7), (12, 10)])
def test_a_quarter_starts_with_its_first_month(month: int, start: int) -> None:
    assert quarter_start(date(2026, month, 20)) == date(2026, start, 1)


def test_both_ends_belong_to_a_period() -> None:
    period = Period(date(2026, 1, 1), date(2026, 1, 31))

    assert period.days == 31
    assert date(2026, 1, 1) in period
    assert date(2026, 1, 31) in period
    assert date(2025, 12, 31) not in period
    assert date(2026, 2, 1) not in period


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before the start"):
        Period(date(2026, 1, 2), date(2026, 1, 1))
