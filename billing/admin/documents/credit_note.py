from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.admin.allocating import SpendingAdmin, refund_action
from billing.admin.documents.document import (
    StatusFilter,
    issue_action,
    unschedule_action,
    void_action,
)
from billing.admin.documents.exporting import CREDIT_NOTE_COLUMNS
from billing.admin.documents.line_items import LinedAdmin, LineInline
from billing.documents.credit_notes import void_credit_note
from billing.documents.status import DocumentStatus, credit_status
from billing.models import CreditNote, CreditNoteLine, OpenItem
from billing.staff.approvals import issue_credit_note_or_ask


class CreditNoteForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        invoice, customer = values.get("invoice"), values.get("customer")
        if invoice and customer and invoice.customer_id != customer.pk:
            self.add_error("invoice", _("The invoice belongs to another customer."))
        return values


class CreditNoteLineInline(LineInline):
    model = CreditNoteLine
    fk_name = "credit_note"


@admin.register(CreditNote)
class CreditNoteAdmin(SpendingAdmin, LinedAdmin):
    issue = staticmethod(issue_credit_note_or_ask)
    form = CreditNoteForm
    inlines = (CreditNoteLineInline,)
    autocomplete_fields = ("customer", "invoice")
    export_columns = CREDIT_NOTE_COLUMNS
    list_display = (
        "named",
        "customer",
        "issued_on",
        "status_label",
        "reason",
        "shown_total",
        "shown_open",
    )
    list_filter = ("status", StatusFilter, "issued_on", "currency")
    draft_fields = (
        "customer",
        "invoice",
        "reason",
        "issued_on",
        "po_number",
        "order_reference",
        "note",
    )
    draft_figures = ("shown_net", "shown_tax", "shown_total")
    issued_fields = (
        "number",
        "customer",
        "status_label",
        "status",
        "invoice",
        "reason",
        "issued_on",
        "po_number",
        "order_reference",
        "billing_name",
        "billing_address",
        "customer_tax_id",
        "note",
        *draft_figures,
        "shown_open",
        "created_by",
    )
    readonly_fields = (
        "status_label",
        *draft_figures,
        "shown_open",
        "created_by",
        "status",
        "billing_name",
        "billing_address",
        "customer_tax_id",
    )
    object_actions = (
        issue_action(issue_credit_note_or_ask),
        unschedule_action(),
        refund_action(lambda credit_note: credit_note.open_item),
        void_action(void_credit_note, _("Only an unused credit note can be voided.")),
    )

    def status_label_of(self, document: CreditNote, item: OpenItem) -> DocumentStatus:
        return credit_status(item, document.status)
