"""The sales chart: each bar leads to the documents that make it."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_compact_decimal
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _

from billing.sales import Sales, SalesBar, Step
from portal.kit.charts import BarChart, Group, Value, bar_chart
from portal.kit.templatetags.money import money

SERIES = ("invoiced", "credited", "paid")
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
        )
        for bar, label in ((bar, bar_label(bar, sales.step)) for bar in sales.bars)
    ]


def chart_of(groups: list[Group]) -> BarChart:
    return bar_chart(groups, axis_label=axis_label)


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


def axis_label(amount: Decimal) -> str:
    """A short round amount, such as 12K, in the reader's language."""
    locale = to_locale(get_language() or "en")
    return str(format_compact_decimal(amount, locale=locale, fraction_digits=1))


def series_names() -> dict[str, str]:
    return {"invoiced": _("Invoiced"), "credited": _("Credited"), "paid": _("Paid")}


def _value(
    series: str, name: str, documents: str, bar: SalesBar, label: str, sales: Sales
) -> Value:
    """A bar leads to exactly the documents that make it."""
    amount: Decimal = getattr(bar, series)
    text = money(amount, sales.currency)
    url = f"{documents}?status=all&from={bar.start}&to={bar.end}"
    return Value(series, name, amount, text, url, f"{label}: {name} {text}")
