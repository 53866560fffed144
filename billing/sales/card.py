"""The Customer sales card: form, chart and table of one period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import pgettext

from accounts.models import Customer
from billing.sales.chart import chart_of, groups_of, series_names
from billing.sales.figures import Sales, latest_day, sales_for
from billing.sales.period import SalesPeriodForm, shown
from portal.kit.web.charts import BarChart, Group
from portal.kit.web.segments import Choice


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

    @property
    def is_custom(self) -> bool:
        """Whether the dates stand open to be changed."""
        return not self.form.is_valid() or self.form.data["period"] == SalesPeriodForm.CUSTOM

    @property
    def reload_url(self) -> str:
        """What is shown, asked for again."""
        return f"?{urlencode({'period': self.form.data['period']})}"

    @property
    def choices(self) -> list[Choice]:
        """The presets, which apply at once, and Custom, which opens the dates shown."""
        period = self.sales.period
        shown = "" if self.is_custom else self.form.data["period"]
        names = {
            SalesPeriodForm.MONTH: pgettext("period", "Month"),
            SalesPeriodForm.QUARTER: pgettext("period", "Quarter"),
            SalesPeriodForm.YEAR: pgettext("period", "12 months"),
        }
        dates = {"start": period.start.isoformat(), "end": period.end.isoformat()}
        custom = urlencode({"period": SalesPeriodForm.CUSTOM, **dates})
        return [
            *(Choice(name, f"?period={key}", key == shown) for key, name in names.items()),
            Choice(pgettext("period", "Custom"), f"?{custom}", self.is_custom),
        ]


def sales_card(customer: Customer, asked: Mapping[str, Any], *, today: date) -> SalesCard:
    """The card for what the request asks: `period`, `start` and `end` (ISO dates)."""
    form, period = shown(asked, today)
    sales = sales_for(customer, period)
    groups = groups_of(sales)
    return SalesCard(
        form,
        sales,
        groups,
        chart_of(groups, sales.currency),
        list(series_names().values()),
        latest_day(customer) if sales.is_empty else None,
    )
