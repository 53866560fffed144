"""The customer's page with what billing knows: the balance, the documents, “Record payment”."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.customer import CustomerAdmin, CustomerForm
from accounts.models import Customer
from billing.admin.customer_acts import ACCOUNT_ACTS
from billing.balance import balance_for
from billing.holds import release_conditions
from billing.staff.forms import today
from portal.kit.jobs.events import announce
from portal.kit.staff.actions import Button
from portal.kit.staff.admin import amount_column, shown_amount

NET = F("balance__outstanding") - F("balance__credits") - F("balance__deposits")
FIGURES = {
    "outstanding": gettext_lazy("Outstanding invoices"),
    "overdue": gettext_lazy("Of which overdue"),
    "credits": gettext_lazy("Available credits"),
    "deposits": gettext_lazy("Deposits"),
    "net": gettext_lazy("Net balance"),
    "retainers": gettext_lazy("Retainers requested (not owed)"),
}
DOCUMENTS = {
    "invoice": gettext_lazy("Invoices"),
    "creditnote": gettext_lazy("Credit notes"),
    "retainer": gettext_lazy("Retainer invoices"),
    "payment": gettext_lazy("Payments"),
    "transfer": gettext_lazy("Announced transfers"),
    "invoicedispute": gettext_lazy("Disputed invoices"),
    "autopayagreement": gettext_lazy("Autopay"),
    "savedmethod": gettext_lazy("Saved payment methods"),
    "partialpaymentrule": gettext_lazy("Rules for partial payment"),
    "methodrule": gettext_lazy("Rules for methods"),
    "journalentry": gettext_lazy("Ledger"),
}

admin.site.unregister(Customer)


class CustomerAccountForm(CustomerForm):
    def clean(self) -> dict[str, Any]:
        """A hold that would end the moment it begins is a slip."""
        values = super().clean()
        begins = values.get("status") == Customer.Status.ON_HOLD and not (
            self.instance.pk and self.initial.get("status") == Customer.Status.ON_HOLD
        )
        if begins and not self.errors and self._is_met(values):
            self.add_error(
                "hold_release",
                _(
                    "This condition is already met, so the hold would be lifted immediately. "
                    "Choose “By staff”."
                ),
            )
        return values

    def _is_met(self, values: dict[str, Any]) -> bool:
        release = values.get("hold_release", Customer.HoldRelease.BY_STAFF)
        if release == Customer.HoldRelease.BY_STAFF or self.instance.pk is None:
            return bool(release != Customer.HoldRelease.BY_STAFF)
        customer = Customer.objects.get(pk=self.instance.pk)
        customer.hold_release = release
        customer.credit_limit = values.get("credit_limit", customer.credit_limit)
        return release_conditions(customer, today=today(), most=0).is_met


class CustomerList(ChangeList):
    def url_for_result(self, result: Any) -> str:
        """The page staff work on; the form of its details is one step further."""
        return reverse("admin:customer-page", args=[result.pk])


@admin.register(Customer)
class CustomerAccountAdmin(CustomerAdmin):
    form = CustomerAccountForm
    change_form_template = "admin/billing/customer_change_form.html"
    object_actions: Any = (*CustomerAdmin.object_actions, *ACCOUNT_ACTS)
    list_display: Any = (
        "account_number",
        "name",
        "status",
        "currency",
        "net_balance",
        amount_column("credit_limit", gettext_lazy("credit limit")),
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CustomerList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        return super().get_queryset(request).select_related("balance")

    def get_readonly_fields(self, request: HttpRequest, obj: Customer | None = None) -> Any:
        """The currency is fixed by the first document."""
        fields = super().get_readonly_fields(request, obj)
        is_fixed = obj is not None and obj.open_items.exists()
        return (*fields, "currency") if is_fixed else fields

    @admin.display(description=gettext_lazy("net balance"), ordering=NET)
    def net_balance(self, customer: Customer) -> SafeString:
        """From the row that the postings keep, read with the list."""
        kept = getattr(customer, "balance", None)
        return shown_amount(kept.net if kept else Decimal(0), customer.currency)

    def buttons(self, request: HttpRequest, obj: Customer) -> list[Button]:
        made = {"payment": _("Record payment"), "invoice": _("New invoice")}
        return [
            *super().buttons(request, obj),
            *(
                Button(label, f"{reverse(f'admin:billing_{model}_add')}?customer={obj.pk}")
                for model, label in made.items()
                if request.user.has_perm(f"billing.add_{model}")
            ),
        ]

    def links(self, request: HttpRequest, obj: Customer) -> list[Button]:
        return [
            Button(
                _("Everything about this customer"), reverse("admin:customer-page", args=[obj.pk])
            ),
            *super().links(request, obj),
            *(
                Button(
                    label,
                    f"{reverse(f'admin:billing_{model}_changelist')}?customer__id__exact={obj.pk}",
                )
                for model, label in DOCUMENTS.items()
                if request.user.has_perm(f"billing.view_{model}")
            ),
        ]

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: Any) -> None:
        """A limit that was raised may end a hold."""
        super().save_model(request, obj, form, change)
        if obj.is_on_hold:
            announce("billing.held-account-posted", obj.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        customer = kwargs.get("obj")
        if customer is not None:
            balance = balance_for(customer, today=today())
            context["figures"] = [
                (label, getattr(balance, name)) for name, label in FIGURES.items()
            ]
            context["currency"] = customer.currency
        return super().render_change_form(request, context, *args, **kwargs)
