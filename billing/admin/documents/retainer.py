from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.admin.documents.document import (
    DocumentAdmin,
    StatusFilter,
    issue_action,
    money_of,
    unschedule_action,
    void_action,
)
from billing.admin.documents.exporting import RETAINER_COLUMNS
from billing.documents.retainers import issue_retainer, void_retainer
from billing.documents.status import DocumentStatus, retainer_status
from billing.models import OpenItem, Retainer
from billing.staff.forms import DueForm, refuse_fraction


class RetainerForm(DueForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        total, customer = values.get("total"), values.get("customer")
        if total is not None and total <= 0:
            self.add_error("total", _("The amount must be more than zero."))
        elif total is not None and customer:
            try:
                refuse_fraction(total, customer.currency)
            except forms.ValidationError as error:
                self.add_error("total", error)
        return values


@admin.register(Retainer)
class RetainerAdmin(DocumentAdmin):
    issue = staticmethod(issue_retainer)
    form = RetainerForm
    export_columns = RETAINER_COLUMNS
    list_display = (
        "named",
        "customer",
        "issued_on",
        "due_on",
        "status_label",
        "shown_total",
        "shown_open",
    )
    list_filter = ("status", StatusFilter, "issued_on", "currency")
    search_fields = ("number", "customer__name", "customer__account_number", "description")
    draft_fields = ("customer", "description", "total", "issued_on", "due_on", "note")
    issued_fields = (
        "number",
        "customer",
        "status_label",
        "status",
        "description",
        "issued_on",
        "due_on",
        "note",
        "shown_total",
        "shown_open",
        "created_by",
    )
    readonly_fields = ("status_label", "shown_total", "shown_open", "created_by", "status")
    object_actions = (
        issue_action(issue_retainer),
        unschedule_action(),
        void_action(
            void_retainer,
            _("Withdraws the request. Only possible if nothing has been paid on it."),
        ),
    )
    shown_total = money_of("total", _("amount"))

    def status_label_of(self, document: Retainer, item: OpenItem) -> DocumentStatus:
        return retainer_status(item, document.status)
