"""What the lists of documents can be narrowed by."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from billing.models import Payment
from portal.kit.lists.filters import COMING, DateRange, FilterForm
from portal.kit.money.parsing import NotAnAmount, read_amount

ISSUED = DateRange("from", "to", "issued_on", pgettext_lazy("document", "Issued"))
DATE = DateRange("from", "to", "issued_on", pgettext_lazy("document", "Date"))
DUE = DateRange("due_from", "due_to", "due_on", _("Due date"), COMING)


class DocumentFilterForm(FilterForm):
    """Number, reference or amount; the document's date; the company where there are several."""

    ranges: tuple[DateRange, ...] = (DATE,)
    placeholder = _("Number, reference, amount")

    def __init__(self, params: QueryDict, companies: Sequence[Customer], *, today: date) -> None:
        super().__init__(params, today=today)
        self.currencies = sorted({one.currency for one in companies})
        if len(companies) > 1:
            choices = [(one.account_number, one.name) for one in companies]
            self.fields["company"] = forms.ChoiceField(
                label=_("Company"), required=False, choices=[("", _("All companies")), *choices]
            )

    def narrow(self, items: QuerySet[Any]) -> QuerySet[Any]:
        items = super().narrow(items)
        if self.is_valid() and (company := self.cleaned_data.get("company")):
            items = items.filter(customer__account_number=company)
        return items

    def matching(self, q: str) -> Q:
        found = Q(number__icontains=q) | Q(reference__icontains=q)
        for currency in self.currencies:
            with suppress(NotAnAmount):
                if amount := read_amount(q, currency):
                    found |= Q(currency=currency) & (Q(total=amount) | Q(open=amount))
        return found


class ReceivableFilterForm(DocumentFilterForm):
    """Invoices and retainers can be narrowed by due date as well: the ageing table links so."""

    ranges = (DUE, ISSUED)
    placeholder = _("Number, PO number, amount")


class PaymentFilterForm(DocumentFilterForm):
    """Payments can be narrowed by method."""

    def __init__(self, params: QueryDict, companies: Sequence[Customer], *, today: date) -> None:
        super().__init__(params, companies, today=today)
        self.fields["method"] = forms.ChoiceField(
            label=pgettext_lazy("payment", "Method"),
            required=False,
            choices=[("", _("All methods")), *Payment.Method.choices],
        )

    def narrow(self, items: QuerySet[Any]) -> QuerySet[Any]:
        items = super().narrow(items)
        if self.is_valid() and (method := self.cleaned_data.get("method")):
            items = items.filter(payment__method=method)
        return items
