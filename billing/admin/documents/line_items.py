"""Documents with lines: the lines' table, and a draft's totals before it is issued."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.db.models import Max
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from billing.admin.documents.document import DocumentAdmin, money_of
from billing.documents.issuing.drafts import store_totals
from billing.documents.issuing.issue import compute_totals
from billing.ledger.posting import LedgerRefusal
from billing.models.documents.document import Line
from billing.models.entry_rules import MAX_PRICE, MAX_QUANTITY, MAX_TAX_RATE, amount_problem
from portal.kit.money.format import unit_price
from portal.kit.staff.admin import NamedRows, TabularInline, quantity_column, shown_amount

# What browsers check; the rules themselves are the columns' (`billing/models/entry_rules.py`).
BOUNDS = {
    "quantity": {"min": f"{-MAX_QUANTITY}", "max": f"{MAX_QUANTITY}", "step": "0.0001"},
    "unit_price": {"min": "0", "max": f"{MAX_PRICE}", "step": "0.0001"},
    "tax_rate": {"min": "0", "max": f"{MAX_TAX_RATE}", "step": "0.001"},
}


class PlainDecimalField(forms.DecimalField):
    """Shows 24 for 24.0000: the column's scale says nothing about the quantity."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class LineForm(forms.ModelForm):
    """A line without a position goes to the end."""

    position = forms.IntegerField(
        label=_("position"),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"aria-label": _("Position")}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, bounds in BOUNDS.items():
            if name in self.fields:
                self.fields[name].widget.attrs.update(bounds)
        if not self.instance.pk:
            self.initial.pop("position", None)


class LineFormSet(NamedRows):
    """Lines whose sum can be issued: nothing is saved otherwise, and what was typed stays."""

    def clean(self) -> None:
        super().clean()
        customer = getattr(self.instance, "customer", None) if self.instance.customer_id else None
        if customer is None or any(self.errors):
            return
        lines = [
            form.instance
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if not form.cleaned_data.get("DELETE")
        ]
        document = self.instance.__class__(currency=customer.currency)
        try:
            compute_totals(document, lines)
        except LedgerRefusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        if problem := amount_problem(document.total, customer.currency):
            raise forms.ValidationError(problem)


_SHOWN = {"quantity": "shown_quantity", "unit_price": "shown_price", "tax_rate": "shown_rate"}


class LineInline(TabularInline):
    """Lines are part of their document: who may edit the one may edit the other."""

    form = LineForm
    formset = LineFormSet
    extra = 1  # without script, a further line a save
    min_num = 1
    formfield_overrides = {models.DecimalField: {"form_class": PlainDecimalField}}
    fields: ClassVar[Any] = (
        "position",
        "sku",
        "description",
        "quantity",
        "unit_price",
        "tax_rate",
        "shown_net",
    )
    readonly_fields: ClassVar[Any] = ("shown_quantity", "shown_price", "shown_rate", "shown_net")
    shown_quantity = staticmethod(quantity_column("quantity", _("quantity")))
    shown_rate = staticmethod(quantity_column("tax_rate", _("tax rate (%)")))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An issued document's figures as people write them: 24 and not 24.0000."""
        fields = super().get_fields(request, obj)
        return (
            fields if obj is None or obj.is_draft else [_SHOWN.get(str(one), one) for one in fields]
        )

    @admin.display(description=_("unit price"))
    def shown_price(self, line: Line) -> str:
        return unit_price(line.unit_price, self._currency(line))

    @admin.display(description=_("net"))
    def shown_net(self, line: Line) -> SafeString:
        return shown_amount(line.net if line.pk else None, self._currency(line))

    def _currency(self, line: Line) -> str:
        document = getattr(line, self.fk_name or "")
        return str(document.currency)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "add") or self._may(request, "change")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view") or self._may(request, "change")

    def _may(self, request: HttpRequest, verb: str) -> bool:
        opts = self.parent_model._meta  # noqa: SLF001 - Django's public name for it
        return request.user.has_perm(f"{opts.app_label}.{verb}_{opts.model_name}")


class LinedAdmin(DocumentAdmin):
    shown_net = money_of("net_total", _("net"))
    shown_tax = money_of("tax_total", _("tax"))
    shown_total = money_of("total", _("total"))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        lines = formset.save(commit=False)
        for line in formset.deleted_objects:
            line.delete()
        last = form.instance.lines.aggregate(last=Max("position"))["last"] or 0
        for line in lines:
            last = max(last, line.position or last + 1)
            line.position = line.position or last
            line.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Keep the draft's totals, so that lists and the page show what would be issued."""
        super().save_related(request, form, formsets, change)
        if not store_totals(form.instance):
            text = _("The lines add up to less than zero, so this can't be issued.")
            self.message_user(request, text, messages.WARNING)
