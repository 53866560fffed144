from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.documents.disputes import settle_dispute
from billing.models import InvoiceDispute
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly
from portal.kit.staff.queues import Queue, oldest, register_queues


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=gettext_lazy("Outcome"),
        max_length=200,
        help_text=gettext_lazy("The customer can see this."),
        widget=forms.TextInput(attrs={"size": 60}),
    )


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", gettext_lazy("Open")), ("settled", gettext_lazy("Settled"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in ("open", "settled"):
            return queryset.filter(settled_at__isnull=self.value() == "open")
        return queryset


def _settle(request: HttpRequest, dispute: InvoiceDispute, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    settle_dispute(dispute, outcome=answers["outcome"], by=by)
    return _("Dispute settled.")


@admin.register(InvoiceDispute)
class InvoiceDisputeAdmin(ReadOnly, ObjectActionsAdmin):
    """What customers do not agree with, to be settled."""

    list_display = ("invoice", "customer", "reason", "raised_at", "raised_by", "settled_at")
    list_select_related = ("invoice", "customer", "raised_by")
    list_filter = (StatusFilter, "reason", "raised_at")
    search_fields = ("invoice__number", "customer__name", "customer__account_number")
    fields = (
        "invoice",
        "customer",
        "reason",
        "comment",
        "raised_at",
        "raised_by",
        "settled_at",
        "settled_by",
        "outcome",
    )
    object_actions = (
        ObjectAction(
            name="settle",
            label=gettext_lazy("Settle"),
            run=_settle,
            offered=lambda dispute: dispute.settled_at is None,
            form=OutcomeForm,
            explanation=gettext_lazy("The invoice can be collected again."),
        ),
    )


register_queues(
    [
        Queue(
            label=gettext_lazy("disputed invoices"),
            permission="billing.change_invoicedispute",
            count=lambda: InvoiceDispute.objects.filter(settled_at__isnull=True).count(),
            oldest=oldest(
                lambda: InvoiceDispute.objects.filter(settled_at__isnull=True), "raised_at"
            ),
            url=lambda: reverse("admin:billing_invoicedispute_changelist") + "?status=open",
        )
    ]
)
