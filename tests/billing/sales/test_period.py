from datetime import date

import pytest

from billing.sales.period import SalesPeriodForm, shown
from portal.kit.dates.periods import Period

TODAY = date(2026, 11, 20)
YEAR = Period(date(2025, 12, 1), date(2026, 11, 30))


def chosen(**asked: str) -> Period:
    form, period = shown(asked, TODAY)
    assert form.is_valid()
    return period


def test_nothing_asked_shows_the_last_twelve_months() -> None:
    assert chosen() == YEAR


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("month", Period(date(2026, 11, 1), date(2026, 11, 30))),
        ("quarter", Period(date(2026, 10, 1), date(2026, 12, 31))),
        ("year", YEAR),
        ("nonsense", YEAR),
    ],
)
def test_named_period(name: str, period: Period) -> None:
    assert shown({"period": name}, TODAY)[1] == period


def test_dates_alone_are_a_custom_period() -> None:
    assert chosen(start="2026-01-05", end="2026-02-06") == Period(
        date(2026, 1, 5), date(2026, 2, 6)
    )


def test_choosing_a_period_wins_over_the_dates_still_in_the_form() -> None:
    as_shown = {"shown_start": "2025-12-01", "shown_end": "2026-11-30"}
    period = chosen(period="month", start="2025-12-01", end="2026-11-30", **as_shown)
    assert period == Period(date(2026, 11, 1), date(2026, 11, 30))


def test_typing_a_date_wins_over_the_period_still_in_the_form() -> None:
    as_shown = {"shown_start": "2025-12-01", "shown_end": "2026-11-30"}
    period = chosen(period="year", start="2026-06-01", end="2026-11-30", **as_shown)
    assert period == Period(date(2026, 6, 1), date(2026, 11, 30))


def test_end_before_start_is_an_error_and_keeps_what_was_typed() -> None:
    form, period = shown({"start": "2026-05-02", "end": "2026-05-01"}, TODAY)
    assert form.errors["end"]
    assert form["start"].value() == "2026-05-02"
    assert period == YEAR


def test_nonsense_date_is_an_error() -> None:
    form, _ = shown({"start": "yesterday"}, TODAY)
    assert form.errors["start"]


def test_longest_period_is_thirty_years() -> None:
    form, _ = shown({"start": "1900-01-01", "end": "2026-01-01"}, TODAY)
    assert form.errors["end"]


def test_form_shows_the_dates_of_the_chosen_period() -> None:
    form, _ = shown({"period": "month"}, TODAY)
    assert isinstance(form, SalesPeriodForm)
    assert (form["start"].value(), form["end"].value()) == ("2026-11-01", "2026-11-30")
