"""Which period the sales chart shows, from what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kit.dates.fields import DayField
from portal.kit.dates.periods import Period, add_months, month_end, month_start, quarter_start

LONGEST_YEARS = 30


class SalesPeriodForm(forms.Form):
    """Period, Start and End. A date that differs from the one shown makes the period custom, so
    that typing a date works without a script and choosing a period does too."""

    MONTH, QUARTER, YEAR, CUSTOM = "month", "quarter", "year", "custom"

    choices = (
        (MONTH, _("This month")),
        (QUARTER, _("This quarter")),
        (YEAR, _("Last 12 months")),
        (CUSTOM, _("Custom")),
    )

    period = forms.ChoiceField(label=_("Period"), required=False, choices=choices)
    start = DayField(label=_("Start"), required=False)
    end = DayField(label=_("End"), required=False)
    shown_start = DayField(required=False, widget=forms.HiddenInput)
    shown_end = DayField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end:
            if end < start:
                self.add_error("end", _("The end is before the start."))
            elif end.year - start.year > LONGEST_YEARS:
                self.add_error("end", _("The period is longer than 30 years."))
        return data

    def chosen(self, today: date) -> tuple[str, Period]:
        """The name of the period and its days. Only on a valid form."""
        data = self.cleaned_data
        start, end = data.get("start"), data.get("end")
        name = data.get("period") or ""
        dates_typed = (start, end) != (data.get("shown_start"), data.get("shown_end"))
        if (start or end) and (dates_typed or name == self.CUSTOM):
            end = end or max(today, start or today)
            return self.CUSTOM, Period(start or min(add_months(end, -12), end), end)
        name = name if name in {self.MONTH, self.QUARTER} else self.YEAR
        return name, preset(name, today)


def preset(name: str, today: date) -> Period:
    """The period that a name stands for on the seller's `today`."""
    end = month_end(today)
    if name == SalesPeriodForm.MONTH:
        return Period(month_start(today), end)
    if name == SalesPeriodForm.QUARTER:
        start = quarter_start(today)
        return Period(start, month_end(add_months(start, 2)))
    return Period(add_months(month_start(today), -11), end)


def shown(form_data: Mapping[str, Any], today: date) -> tuple[SalesPeriodForm, Period]:
    """The form to show and the period to draw: the default when what was typed is not valid."""
    asked = SalesPeriodForm(form_data)
    if not asked.is_valid():
        return asked, preset(SalesPeriodForm.YEAR, today)
    name, period = asked.chosen(today)
    values = {
        "period": name,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "shown_start": period.start.isoformat(),
        "shown_end": period.end.isoformat(),
    }
    return SalesPeriodForm(values), period
