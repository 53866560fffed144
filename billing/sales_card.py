"""The Customer sales card: form, chart and table of one period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Customer
from billing.sales import Sales, SalesBar, latest_day, sales_for
from billing.sales_chart import bar_label, chart_for, documents_url
from billing.sales_period import SalesPeriodForm, shown
from portal.kit.charts import BarChart


@dataclass(frozen=True, slots=True)
class SalesRow:
    """A bar of the chart as a row of the table."""

    label: str
    bar: SalesBar
    invoiced_url: str
    credited_url: str
    paid_url: str


@dataclass(frozen=True, slots=True)
class SalesCard:
    """`latest` is the day of the newest document, looked up only when the period has none."""

    form: SalesPeriodForm
    sales: Sales
    chart: BarChart
    rows: list[SalesRow]
    latest: date | None

    @property
    def is_empty(self) -> bool:
        return not any((self.sales.invoiced, self.sales.credited, self.sales.paid))


def sales_card(customer: Customer, asked: Mapping[str, Any], *, today: date) -> SalesCard:
    """The card for what the request asks: `period`, `start` and `end` (ISO dates)."""
    form, period = shown(asked, today)
    sales = sales_for(customer, period)
    rows = [
        SalesRow(
            bar_label(bar, sales.step),
            bar,
            *(documents_url(series, bar) for series in ("invoiced", "credited", "paid")),
        )
        for bar in sales.bars
    ]
    card = SalesCard(form, sales, chart_for(sales), rows, None)
    if card.is_empty:
        return SalesCard(form, sales, card.chart, rows, latest_day(customer))
    return card
