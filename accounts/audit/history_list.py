"""The history as a list: what its owners search, filter and page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.audit.history import NOUNS, Line, line_of
from accounts.models import AuditEvent
from portal.kit.lists.columns import Column, Kind, Phone, Row, rows_of
from portal.kit.lists.definition import ListDefinition, ListTab
from portal.kit.lists.filters import DateRange, FilterForm


class HistoryFilterForm(FilterForm):
    """Who did it or what it is called; when; of what kind."""

    ranges = (DateRange("from", "to", "at__date", pgettext_lazy("history", "Date")),)
    placeholder = _("Person or subject")

    def __init__(self, params: QueryDict, *, today: date) -> None:
        super().__init__(params, today=today)
        self.fields["about"] = forms.ChoiceField(
            label=pgettext_lazy("history", "Subject"),
            required=False,
            choices=[("", _("Everything")), *NOUNS.items()],
        )

    def narrow(self, items: QuerySet[Any]) -> QuerySet[Any]:
        items = super().narrow(items)
        if self.is_valid() and (about := self.cleaned_data.get("about")):
            items = items.filter(kind__startswith=f"{about}.")
        return items

    def matching(self, q: str) -> Q:
        return (
            Q(subject__icontains=q)
            | Q(actor__name__icontains=q)
            | Q(actor__email__icontains=q)
            | Q(person__name__icontains=q)
            | Q(person__email__icontains=q)
        )


HistoryColumn = Column[Line]
HISTORY: ListDefinition[AuditEvent, Line] = ListDefinition(
    name="history",
    label=pgettext_lazy("navigation", "History"),
    tabs={
        "all": ListTab(
            pgettext_lazy("tab", "All"),
            pgettext_lazy("navigation", "History"),
            lambda events, today: events,
            _("Nothing has happened yet"),
            _("Payments, sign-ins, downloads and changes to details and people appear here."),
            "history",
        ),
    },
    columns=(
        HistoryColumn(
            "at",
            pgettext_lazy("history", "When"),
            lambda line: line.at,
            kind=Kind.MOMENT,
            phone=Phone.DETAIL,
            is_muted=True,
        ),
        HistoryColumn(
            "who",
            pgettext_lazy("history", "Who"),
            lambda line: line.who or gettext("Automatic"),
            phone=Phone.STATUS,
        ),
        HistoryColumn(
            "what", pgettext_lazy("history", "What"), lambda line: line.deed, phone=Phone.TITLE
        ),
    ),
    # The order in which things happened is the only one.
    sorts={"at": "-id"},
    counted=lambda n, shown: ngettext("%(count)s entry", "%(count)s entries", n) % {"count": shown},
    no_match=_("No entry matches"),
)


def history_rows(columns: Sequence[HistoryColumn], events: Sequence[AuditEvent]) -> list[Row[Line]]:
    """The rows of a page of the history."""
    return rows_of(columns, map(line_of, events), key=lambda line: "", url=lambda line: "")
