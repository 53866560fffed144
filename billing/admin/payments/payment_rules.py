from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import MethodRule, PartialPaymentRule
from portal.kit.money.currencies import exponent
from portal.kit.staff.admin import StaffAdmin


class RuleForm(forms.ModelForm):
    """Amounts fit the currency they are in, where that is known."""

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        currency = str(values.get("currency") or "").upper()
        if customer := values.get("customer"):
            currency = currency or customer.currency
        for name in ("minimum", "maximum"):
            amount = values.get(name)
            if amount is not None and currency and -amount.as_tuple().exponent > exponent(currency):
                self.add_error(name, _("This currency has fewer decimals."))
        values["currency"] = str(values.get("currency") or "").upper()
        return values


class RuleAdmin(StaffAdmin):
    form = RuleForm
    autocomplete_fields = ("customer", "invoice")
    list_select_related = ("customer", "invoice")
    search_fields = ("customer__name", "customer__account_number", "invoice__number")

    @admin.display(description=gettext_lazy("for"))
    def reach(self, rule: Any) -> str:
        return str(rule.invoice or rule.customer or _("Everybody"))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        if request is None:
            return lookup == "customer__id__exact"
        return lookup == "customer__id__exact" or super().lookup_allowed(lookup, value, request)


@admin.register(PartialPaymentRule)
class PartialPaymentRuleAdmin(RuleAdmin):
    list_display = ("reach", "currency", "allows", "minimum")
    list_filter = ("allows", "currency")
    fields = ("customer", "invoice", "currency", "allows", "minimum")


@admin.register(MethodRule)
class MethodRuleAdmin(RuleAdmin):
    list_display = ("method", "reach", "currency", "is_offered", "minimum", "maximum")
    list_filter = ("method", "is_offered", "currency")
    fields = ("method", "customer", "invoice", "currency", "is_offered", "minimum", "maximum")
