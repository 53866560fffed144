"""Which statement is asked for: its form, its presets, its address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from billing.statements.figures import Kind
from portal.kit.dates.fields import DayField
from portal.kit.dates.periods import Period, add_months, month_end, month_start, quarter_start

LONGEST_YEARS = 30
CUSTOM = "custom"
PRESETS = {
    "this-month": _("This month"),
    "last-month": _("Last month"),
    "quarter": _("Quarter"),
    "year": _("Year"),
    CUSTOM: _("Custom"),
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
    """Type, period and dates. Dates that differ from those shown make the period custom, so that
    typing one works without a script and choosing a period does too."""

    use_required_attribute = False

    type = forms.ChoiceField(label=_("Type"), required=False, choices=Kind.choices)
    range = forms.ChoiceField(label=_("Period"), required=False, choices=list(PRESETS.items()))

    def __init__(self, params: QueryDict, *, today: date) -> None:
        super().__init__(params)
        self._today = today
        for name in ("shown_from", "shown_to"):
            self.fields[name] = DayField(required=False, widget=forms.HiddenInput)
        for name, label in (("from", _("From")), ("to", _("To"))):
            self.fields[name] = DayField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if start and end:
            if end < start:
                self.add_error("to", _("The end is before the start."))
                del self.cleaned_data["from"]
            elif end.year - start.year > LONGEST_YEARS:
                self.add_error("to", _("That is longer than 30 years."))
        return self.cleaned_data

    @property
    def kind(self) -> Kind:
        return Kind(self.cleaned_data.get("type") or Kind.BALANCE_FORWARD)

    @property
    def period(self) -> Period:
        """The days asked for; last month when nothing, or nothing that makes sense, is."""
        start, end = self.cleaned_data.get("from"), self.cleaned_data.get("to")
        if self.range_name != "custom":
            return preset(self.range_name, self._today)
        end = end or max(self._today, start or self._today)
        return Period(start or month_start(end), end)

    @property
    def range_name(self) -> str:
        """Which of `PRESETS` is meant."""
        data = self.cleaned_data
        typed = (data.get("from"), data.get("to"))
        name = data.get("range") or ("custom" if any(typed) else "last-month")
        shown = (data.get("shown_from"), data.get("shown_to"))
        if any(shown) and typed != shown and any(typed):
            name = "custom"
        return name if any(typed) or name != "custom" else "last-month"

    def as_shown(self) -> StatementForm:
        """The form with everything filled in that is on the page; with what was typed when it
        makes no sense."""
        if not self.is_valid():
            return self
        period = self.period
        days = {"from": period.start.isoformat(), "to": period.end.isoformat()}
        shown = StatementForm(
            QueryDict(
                urlencode(
                    {
                        "type": self.kind,
                        "range": self.range_name,
                        **days,
                        "shown_from": days["from"],
                        "shown_to": days["to"],
                    }
                )
            ),
            today=self._today,
        )
        shown.is_valid()
        return shown


def query_of(kind: Kind, period: Period) -> str:
    """The part of an address after `?` that brings exactly this statement again."""
    return urlencode({"type": kind, "from": period.start.isoformat(), "to": period.end.isoformat()})
