"""The sales chart: each bar leads to the documents that make it."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

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


def chart_for(sales: Sales) -> BarChart:
    """The chart of `sales`: three bars a step, in the order of SERIES."""
    return bar_chart(
        [
            Group(
                bar_label(bar, sales.step),
                [_value(series, bar, sales) for series in SERIES],
            )
            for bar in sales.bars
        ],
        axis_label=axis_label,
    )


def documents_url(series: str, bar: SalesBar) -> str:
    """The list that shows exactly the documents of one bar."""
    query = urlencode({"status": "all", "from": bar.start, "to": bar.end})
    return f"{reverse(LIST_OF[series])}?{query}"


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


def series_name(series: str) -> str:
    return {"invoiced": _("Invoiced"), "credited": _("Credited"), "paid": _("Paid")}[series]


def _value(series: str, bar: SalesBar, sales: Sales) -> Value:
    amount: Decimal = getattr(bar, series)
    title = f"{bar_label(bar, sales.step)}: {series_name(series)} {money(amount, sales.currency)}"
    return Value(series, amount, documents_url(series, bar), title)
