"""The Customer sales card: form, chart and table of one period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Customer
from billing.sales import Sales, latest_day, sales_for
from billing.sales_chart import chart_of, groups_of, series_names
from billing.sales_period import SalesPeriodForm, shown
from portal.kit.charts import BarChart, Group


@dataclass(frozen=True, slots=True)
class SalesCard:
    """`groups` are the rows of the table and the groups of the chart's bars. `latest` is the day
    of the newest document, looked up only when the period has none."""

    form: SalesPeriodForm
    sales: Sales
    groups: list[Group]
    chart: BarChart
    names: list[str]
    latest: date | None


def sales_card(customer: Customer, asked: Mapping[str, Any], *, today: date) -> SalesCard:
    """The card for what the request asks: `period`, `start` and `end` (ISO dates)."""
    form, period = shown(asked, today)
    sales = sales_for(customer, period)
    groups = groups_of(sales)
    return SalesCard(
        form,
        sales,
        groups,
        chart_of(groups),
        list(series_names().values()),
        latest_day(customer) if sales.is_empty else None,
    )
