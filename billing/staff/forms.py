"""What staff are asked for: dates and reasons, payments, and how a sum is spread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Customer, Organization
from billing.ledger.allocation import Share
from billing.models import OpenItem, Payment
from billing.models.entry_rules import NOTE_LENGTH, amount_problem, day_problem, due_problem
from portal.kit.dates.fields import DayField
from portal.kit.money.currencies import minor_unit, quantise
from portal.kit.money.format import written


def today() -> date:
    return Organization.current().today()


def date_field(label: Any, **options: Any) -> forms.DateField:
    return DayField(label=label, **options)


class PostingDayField(DayField):
    """A day on which something takes effect: not after the seller's today."""

    def __deepcopy__(self, memo: dict[int, Any]) -> PostingDayField:
        """Each form's own, bounded by the day it is made on."""
        field: PostingDayField = super().__deepcopy__(memo)
        field.widget.attrs["max"] = today().isoformat()
        return field

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and (problem := day_problem(value, today())):
            raise forms.ValidationError(problem)


def posting_day_field(label: Any, **options: Any) -> PostingDayField:
    """The day of a payment, a refund, a void and the like."""
    return PostingDayField(label=label, **options)


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    """More than zero; the fraction is checked when the currency is known."""
    field = forms.DecimalField(label=label, max_digits=20, decimal_places=3, **options)
    field.widget.attrs.update({"step": "any", "inputmode": "decimal"})
    return field


def refuse_fraction(amount: Decimal, currency: str) -> None:
    """Raise ValidationError for an amount that the currency cannot hold."""
    if problem := amount_problem(amount, currency):
        raise forms.ValidationError(problem)


class IssueForm(forms.Form):
    issued_on = date_field(
        gettext_lazy("Date of issue"),
        help_text=gettext_lazy("With a later day it stays a draft and issues itself on that day."),
    )


class DueForm(forms.ModelForm):
    """A draft with a due date, which is not before the document's date, be it today's."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        issued_on = values.get("issued_on") or today()
        if "issued_on" in values and (problem := due_problem(issued_on, values.get("due_on"))):
            self.add_error("due_on", problem)
        return values


class DateAndReasonForm(forms.Form):
    on = posting_day_field(
        gettext_lazy("Date"),
        help_text=gettext_lazy(
            "Not after today. A day before the documents it touches becomes the first day they "
            "allow; the answer names it."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.TextInput(attrs={"size": 60})
    )


class RefundForm(DateAndReasonForm):
    amount = amount_field(gettext_lazy("Amount"), min_value=Decimal("0.001"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    field_order = ("amount", "on", "reason")


class PaymentForm(forms.Form):
    """A payment as it is written down. `key` makes it count once, however often it is sent."""

    customer = forms.ModelChoiceField(Customer.objects.all(), label=gettext_lazy("Customer"))
    amount = amount_field(
        gettext_lazy("Amount"),
        min_value=Decimal("0.001"),
        help_text=gettext_lazy("In the customer's currency."),
    )
    method = forms.ChoiceField(label=gettext_lazy("Method"), choices=Payment.Method.choices)
    received_on = posting_day_field(gettext_lazy("Received on"))
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=100, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        usual = {
            "received_on": today(),
            "key": str(uuid4()),
            "method": Payment.Method.BANK_TRANSFER,
        }
        kwargs["initial"] = {**usual, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        field: Any = self.fields["customer"]
        field.widget = AutocompleteSelect(Payment._meta.get_field("customer"), admin.site)  # noqa: SLF001 - Django documents it
        field.widget.choices = field.choices

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "customer" in values and "amount" in values:
            try:
                refuse_fraction(values["amount"], values["customer"].currency)
            except forms.ValidationError as error:
                self.add_error("amount", error)
        return values


class AllocationForm(forms.Form):
    """How much of `available` goes to each of `items`, in their currency; empty is nothing."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self,
        *args: Any,
        items: Sequence[OpenItem],
        available: Decimal,
        currency: str,
        proposed: Sequence[Share] = (),
        **kwargs: Any,
    ) -> None:
        self.items, self.available, self.currency = items, available, currency
        amounts = {_name(share.item): share.amount for share in proposed}
        kwargs["initial"] = {"once": str(uuid4()), **amounts}
        super().__init__(*args, **kwargs)
        for item in items:
            field = amount_field(item.number, required=False, min_value=Decimal(0))
            field.widget.attrs.update(
                {"step": str(minor_unit(currency)), "aria-label": _("Amount for %s") % item.number}
            )
            self.fields[_name(item)] = field

    @property
    def rows(self) -> list[tuple[OpenItem, BoundField]]:
        return [(item, self[_name(item)]) for item in self.items]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for item in self.items:
            self._check(item, values.get(_name(item)))
        total = sum((share.amount for share in self.shares), start=Decimal(0))
        if total > self.available:
            sentence = _("That adds up to %(total)s; %(available)s can be spread.")
            params = {
                "total": written(total, self.currency),
                "available": written(self.available, self.currency),
            }
            raise forms.ValidationError(sentence, params=params)
        return values

    def _check(self, item: OpenItem, amount: Decimal | None) -> None:
        if amount is None:
            return
        try:
            refuse_fraction(amount, self.currency)
        except forms.ValidationError as error:
            self.add_error(_name(item), error)
        if amount > item.open:
            still = written(item.open, self.currency)
            self.add_error(_name(item), _("Only %s is open.") % still)

    @property
    def shares(self) -> list[Share]:
        """What was asked for, without the zeros. Valid once the form is."""
        amounts = ((item, self.cleaned_data.get(_name(item))) for item in self.items)
        return [Share(item, quantise(amount, self.currency)) for item, amount in amounts if amount]


def _name(item: OpenItem) -> str:
    return f"item-{item.pk}"
