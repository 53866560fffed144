"""What the filters of the worklist take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from portal.kit.web.forms import set_choices
from portal.staff.receivables.form import open_currencies
from portal.staff.receivables.worklist import WorkQuestion, question_now

ANY, ME, NOBODY = "", "me", "nobody"
AGES = {
    "1": _("Any age"),
    "31": _("Over 30 days"),
    "61": _("Over 60 days"),
    "91": _("Over 90 days"),
}


class WorkForm(forms.Form):
    currency = forms.ChoiceField(label=pgettext_lazy("filter", "Currency"), required=False)
    manager = forms.ChoiceField(label=_("Account manager"), required=False)
    age = forms.ChoiceField(
        label=pgettext_lazy("filter", "Oldest"), choices=list(AGES.items()), required=False
    )
    silent = forms.BooleanField(label=_("No contact for 14 days"), required=False)
    q = forms.CharField(
        label=_("Name or account number"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, data: Any, *, person: Any, today: date, usual: str) -> None:
        """Two statements: the currencies, and the staff."""
        super().__init__(data)
        self._person, self._today = person, today
        self._currencies = open_currencies(usual)
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("name", "email")
        choices: dict[str, list[tuple[Any, Any]]] = {
            "currency": [(one, one) for one in self._currencies],
            "manager": [
                (ANY, _("Everybody")),
                (ME, _("Me")),
                (NOBODY, _("Nobody yet")),
                *((str(one.pk), str(one)) for one in staff if one != person),
            ],
        }
        for name, found in choices.items():
            set_choices(self, name, found)

    def question(self) -> WorkQuestion:
        """What is asked for; what could not be read is as if it had been left out."""
        given = self.cleaned_data
        manager = given.get("manager", ANY)
        who = self._person.pk if manager == ME else int(manager) if manager.isdecimal() else None
        return question_now(
            self._today,
            given.get("currency") or self._currencies[0],
            query=given.get("q", ""),
            manager=who,
            only_unassigned=manager == NOBODY,
            only_silent=bool(given.get("silent")),
            min_days=int(given.get("age") or 1),
        )
