"""The sales chart: each bar leads to the documents that make it."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from babel.numbers import format_compact_currency
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from billing.sales.figures import Sales, SalesBar, Step
from portal.kit.money.format import money
from portal.kit.web.charts import BarChart, Group, Value, bar_chart

SERIES = ("invoiced", "paid", "credited")
MONTHS = 12
LIST_OF = {
    "invoiced": "billing:invoice-list",
    "credited": "billing:credit-list",
    "paid": "billing:payment-list",
}


def groups_of(sales: Sales) -> list[Group]:
    """The steps of `sales`, each with its three values in the order of SERIES."""
    names = series_names()
    lists = {series: reverse(LIST_OF[series]) for series in SERIES}
    return [
        Group(
            label,
            [_value(series, names[series], lists[series], bar, label, sales) for series in SERIES],
            tick_label(bar, sales.step, len(sales.bars)),
        )
        for bar, label in ((bar, bar_label(bar, sales.step)) for bar in sales.bars)
    ]


def chart_of(groups: list[Group], currency: str) -> BarChart:
    return bar_chart(groups, axis_label=partial(axis_label, currency=currency))


def bar_label(bar: SalesBar, step: Step) -> str:
    match step:
        case Step.DAY | Step.WEEK:
            return date_format(bar.start, "j M")
        case Step.MONTH:
            return date_format(bar.start, "M Y" if bar.start.month == 1 else "M")
        case Step.QUARTER:
            return f"Q{(bar.start.month + 2) // 3} {bar.start.year}"
        case Step.YEAR:
            return str(bar.start.year)


def tick_label(bar: SalesBar, step: Step, bars: int) -> str:
    """Under a month stands its name; in more than a year, under January the year."""
    if step != Step.MONTH:
        return bar_label(bar, step)
    return date_format(bar.start, "Y" if bar.start.month == 1 and bars > MONTHS else "M")


def axis_label(amount: Decimal, *, currency: str) -> str:
    """A short round amount, such as £12K, in the reader's language."""
    locale = to_locale(get_language() or "en")
    return str(format_compact_currency(amount, currency, locale=locale, fraction_digits=1))


def series_names() -> dict[str, str]:
    return {"invoiced": _("Invoiced"), "paid": _("Paid"), "credited": _("Credited")}


def _value(
    series: str, name: str, documents: str, bar: SalesBar, label: str, sales: Sales
) -> Value:
    """A bar leads to exactly the documents that make it."""
    amount: Decimal = getattr(bar, series)
    text = money(amount, sales.currency)
    url = f"{documents}?status=all&from={bar.start}&to={bar.end}"
    return Value(series, name, amount, text, url, f"{label}: {name} {text}")
