from __future__ import annotations

from typing import Any, ClassVar

from babel.numbers import list_currencies
from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Address, ContactPerson, Customer, Membership
from accounts.numbering import next_account_number
from portal.kit.admin import Queue, TabularInline, amount_column, register_queues
from portal.kit.admin_actions import ObjectActionsAdmin
from portal.kit.money import exponent


class CustomerForm(forms.ModelForm):
    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).upper()
        if currency not in list_currencies():
            raise forms.ValidationError(_("Write an ISO 4217 code, such as GBP."))
        return currency

    def clean_external_reference(self) -> str | None:
        return self.cleaned_data["external_reference"] or None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        on_hold = values.get("status") == Customer.Status.ON_HOLD
        if on_hold and not values.get("hold_reason") and "hold_reason" in self.fields:
            self.add_error("hold_reason", _("Say why the account is on hold."))
        limit, currency = values.get("credit_limit"), values.get("currency", self.instance.currency)
        if limit is not None and -limit.as_tuple().exponent > exponent(currency):
            self.add_error("credit_limit", _("The currency has no such fraction."))
        return values


class AddressInline(TabularInline):
    model = Address
    extra = 0
    fields = (
        "kind",
        "is_default",
        "attention",
        "line1",
        "line2",
        "postcode",
        "city",
        "region",
        "country",
    )


class ContactInline(TabularInline):
    model = ContactPerson
    extra = 0
    fields = ("name", "position", "email", "phone", "is_primary")


class MembershipInline(TabularInline):
    model = Membership
    extra = 0
    fields = ("user", "role")
    autocomplete_fields = ("user",)


class CustomerAdmin(ObjectActionsAdmin):
    """A company's account. Rooms above add to it what they know (`billing/admin/customer.py`)."""

    form = CustomerForm
    inlines = (AddressInline, ContactInline, MembershipInline)
    list_display: Any = (
        "account_number",
        "name",
        "status",
        "currency",
        amount_column("credit_limit", _("credit limit")),
    )
    list_display_links = ("account_number", "name")
    list_filter = ("status", "currency")
    search_fields = ("account_number", "name", "external_reference", "email", "tax_id")
    search_help_text = _("Account number, name, ERP number, e-mail or tax id")
    readonly_fields: ClassVar[Any] = ("account_number", "created_at")
    fieldsets: ClassVar[Any] = (
        (
            None,
            {
                "fields": (
                    "account_number",
                    "external_reference",
                    "name",
                    "email",
                    "phone",
                    "tax_id",
                    "language",
                )
            },
        ),
        (
            _("Terms"),
            {
                "fields": (
                    "currency",
                    "payment_terms_days",
                    "credit_limit",
                    "default_payment_method",
                    "bank_debit_allowed",
                )
            },
        ),
        (_("Status"), {"fields": ("status", "hold_reason", "created_at")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Customer | None = None) -> bool:
        """Nobody: a customer who leaves is closed, and their account number stays theirs."""
        return False

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: Any) -> None:
        if not change:
            obj.account_number = next_account_number()
        super().save_model(request, obj, form, change)


admin.site.register(Customer, CustomerAdmin)
register_queues(
    [
        Queue(
            label=_("customers on hold"),
            permission="accounts.view_customer",
            count=lambda: Customer.objects.filter(status=Customer.Status.ON_HOLD).count(),
            url=lambda: reverse("admin:accounts_customer_changelist") + "?status__exact=on_hold",
        )
    ]
)
