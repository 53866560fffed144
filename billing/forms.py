"""The filters above the lists, as `?q= &from= &to=`; what is wrong is said beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models import OpenItem
from portal.kit.listing import url_with

KEPT = ("status", "sort")


def _date_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the date as year-month-day, such as 2026-01-31.")},
    )


def _company_field(companies: Iterable[Customer]) -> forms.ChoiceField:
    """Which company of the group; all of them when nothing is chosen."""
    choices = [(one.account_number, one.name) for one in companies]
    return forms.ChoiceField(
        label=_("Company"), required=False, choices=[("", _("All companies")), *choices]
    )


class ListFilterForm(forms.Form):
    """Number or reference, and the document's date. Filters with a mistake are left out."""

    use_required_attribute = False
    # The parameters of a range, and the column it narrows.
    ranges: tuple[tuple[str, str, str], ...] = (("from", "to", "issued_on"),)
    # Fields that stand behind “More filters” until they are used.
    further_names: tuple[str, ...] = ()

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number or reference")}),
    )

    def __init__(self, params: QueryDict, companies: Sequence[Customer] = ()) -> None:
        super().__init__(params)
        self.params = params
        self.companies = {one.pk: one for one in companies} if len(companies) > 1 else {}
        if self.companies:
            self.fields["company"] = _company_field(self.companies.values())
        self.fields["from"] = _date_field(_("From"))
        self.fields["to"] = _date_field(_("To"))

    def clean(self) -> dict[str, Any]:
        for first, last, _column in self.ranges:
            start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
            if start and end and end < start:
                self.add_error(last, _("This is before the first day."))
        return self.cleaned_data

    def narrow(self, items: QuerySet[OpenItem]) -> QuerySet[OpenItem]:
        """The items that the filters let through. Call after `is_valid()`, true or not."""
        if q := self.cleaned_data.get("q"):
            items = items.filter(Q(number__icontains=q) | Q(reference__icontains=q))
        if company := self.cleaned_data.get("company"):
            items = items.filter(customer__account_number=company)
        for first, last, column in self.ranges:
            if start := self.cleaned_data.get(first):
                items = items.filter(**{f"{column}__gte": start})
            if end := self.cleaned_data.get(last):
                items = items.filter(**{f"{column}__lte": end})
        return items

    def company_of(self, item: OpenItem) -> str:
        """Whose the item is, where the list shows more than one company's."""
        company = self.companies.get(item.customer_id)
        return company.name if company else ""

    @property
    def status_code(self) -> int:
        """422 when something in the filters cannot be understood."""
        return 200 if self.is_valid() else 422

    @property
    def is_filtering(self) -> bool:
        return any(self[name].data for name in self.fields)

    @property
    def always_shown(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.further_names]

    @property
    def further(self) -> list[forms.BoundField]:
        return [self[name] for name in self.further_names]

    @property
    def is_further_used(self) -> bool:
        return any(field.data for field in self.further)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form sends along unseen, so that filtering keeps the tab and the order."""
        return [(name, self.data[name]) for name in KEPT if self.data.get(name)]

    @property
    def cleared_url(self) -> str:
        return url_with(self.params, page=None, **dict.fromkeys(self.fields))


class InvoiceFilterForm(ListFilterForm):
    """Invoices can be narrowed by due date as well: the ageing table links so."""

    ranges = (("from", "to", "issued_on"), ("due_from", "due_to", "due_on"))

    further_names = ("due_from", "due_to")

    due_from = _date_field(_("Due from"))
    due_to = _date_field(_("Due to"))

    def __init__(self, params: QueryDict, companies: Sequence[Customer] = ()) -> None:
        super().__init__(params, companies)
        self.fields["q"].widget.attrs["placeholder"] = _("Number or PO number")
