"""Which statement is asked for: its form, its presets, its address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from billing.statements.figures import Kind
from portal.kit.periods import Period, add_months, month_end, month_start, quarter_start

LONGEST_YEARS = 30
PRESETS = {
    "this-month": _("This month"),
    "last-month": _("Last month"),
    "quarter": _("This quarter"),
    "year": _("Year to date"),
    "custom": _("Custom"),
}


def preset(name: str, today: date) -> Period:
    """The days that a preset stands for on the seller's `today`; last month for any other name."""
    start = month_start(today)
    if name == "this-month":
        return Period(start, month_end(today))
    if name == "quarter":
        first = quarter_start(today)
        return Period(first, month_end(add_months(first, 2)))
    if name == "year":
        return Period(today.replace(month=1, day=1), today)
    return Period(add_months(start, -1), start - timedelta(days=1))


class StatementForm(forms.Form):
    """Type, preset and dates. Dates that were typed win over a preset that was not changed."""

    use_required_attribute = False

    type = forms.ChoiceField(label=_("Type"), required=False, choices=Kind.choices)
    range = forms.ChoiceField(label=_("Period"), required=False, choices=list(PRESETS.items()))

    def __init__(self, params: QueryDict, *, today: date) -> None:
        super().__init__(params)
        self._today = today
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                input_formats=["%Y-%m-%d"],
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": _("Write the date as year-month-day.")},
            )

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if start and end:
            if end < start:
                self.add_error("to", _("This is before the first day."))
            elif end.year - start.year > LONGEST_YEARS:
                self.add_error("to", _("That is longer than 30 years."))
        return self.cleaned_data

    @property
    def kind(self) -> Kind:
        return Kind(self.cleaned_data.get("type") or Kind.BALANCE_FORWARD)

    @property
    def period(self) -> Period:
        """The days asked for; last month when nothing, or nothing that makes sense, is."""
        name = self.cleaned_data.get("range") or ""
        start, end = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if name in PRESETS and name != "custom":
            return preset(name, self._today)
        if (start or end) and self.is_valid():
            end = end or max(self._today, start or self._today)
            return Period(start or month_start(end), end)
        return preset("last-month", self._today)


def query_of(kind: Kind, period: Period) -> str:
    """The part of an address after `?` that brings exactly this statement again."""
    return urlencode(
        {"type": kind, "from": period.start.isoformat(), "to": period.end.isoformat()}
    )
