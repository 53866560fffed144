"""What the filters of the receivables page take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.models import AccountBalance
from billing.receivables.aged_accounts import DEFAULT_SORT, SORTS, Question, Show
from portal.kit.dates.fields import FIRST_DAY
from portal.kit.web.forms import set_choices

SHOWS = [
    (Show.BALANCE, _("Every open account")),
    (Show.OVERDUE, _("Overdue")),
    (Show.UNAPPLIED, _("With unapplied credits or deposits")),
    (Show.IN_FAVOUR, _("In the customer's favour")),
]


class AgeingForm(forms.Form):
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    currency = forms.ChoiceField(label=pgettext_lazy("filter", "Currency"), required=False)
    show = forms.ChoiceField(label=pgettext_lazy("filter", "Show"), choices=SHOWS, required=False)
    q = forms.CharField(
        label=_("Name or account number"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, data: Any, *, today: date, usual: str) -> None:
        super().__init__({"as_of": today.isoformat(), **data.dict()})
        self._today = today
        self._sort = data.get("sort", "")
        self._currencies = open_currencies(usual)
        set_choices(self, "currency", [(one, one) for one in self._currencies])
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"] or self._today
        if day > self._today:
            raise forms.ValidationError(_("Choose today or an earlier day."))
        if day < FIRST_DAY:
            raise forms.ValidationError(_("Choose a later day."))
        return day

    def question(self) -> Question:
        """What is asked for; what could not be read is as if it had been left out."""
        given = self.cleaned_data
        sort = self._sort if self._sort.removeprefix("-") in SORTS else DEFAULT_SORT
        return Question(
            as_of=given.get("as_of") or self._today,
            today=self._today,
            currency=given.get("currency") or self._currencies[0],
            query=given.get("q", ""),
            show=Show(given.get("show") or Show.BALANCE),
            sort=sort,
        )


def open_currencies(usual: str) -> list[str]:
    """The currencies of all accounts, the seller's usual one first. One statement."""
    found = AccountBalance.objects.values_list("currency", flat=True).distinct()
    others = sorted(set(found) - {usual})
    return [usual, *others]


def read_day(text: str) -> date | None:
    """The day an address names, as `2026-11-25`; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
