from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.approvals import asked_sentence
from billing.admin.documents.closing import closing_payments, payments_warning
from billing.admin.documents.copying import CopyingAdmin
from billing.admin.documents.document import (
    DueStatusFilter,
    issue_action,
    on_today,
    unschedule_action,
    void_action,
)
from billing.admin.documents.exporting import INVOICE_COLUMNS
from billing.admin.documents.line_items import LinedAdmin, LineInline
from billing.admin.documents.sending import send_action
from billing.admin.documents.sharing import SharingAdmin
from billing.admin.effective_date import with_effective_day
from billing.credit_limit import over_limit_warning
from billing.documents.invoices import issue_invoice
from billing.documents.status import DocumentStatus, invoice_status
from billing.models import Invoice, InvoiceLine, OpenItem
from billing.staff.approvals import void_or_ask, write_off_or_ask
from billing.staff.forms import DateAndReasonForm, DueForm, today
from portal.kit.staff.actions import ObjectAction


class InvoiceLineInline(LineInline):
    model = InvoiceLine
    fk_name = "invoice"


def write_off(request: HttpRequest, invoice: Invoice, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    asked = write_off_or_ask(invoice, on=answers["on"], by=by, note=answers["reason"])
    if asked:
        return asked_sentence(asked)
    text = _("The open amount of %s has been written off.") % invoice
    return with_effective_day(text, invoice.open_item, typed=answers["on"])


class InvoiceForm(DueForm):
    class Meta:
        model = Invoice
        fields = ()


@admin.register(Invoice)
class InvoiceAdmin(CopyingAdmin, SharingAdmin, LinedAdmin):
    issue = staticmethod(issue_invoice)
    form = InvoiceForm
    inlines = (InvoiceLineInline,)
    export_columns = INVOICE_COLUMNS
    list_display = (
        "named",
        "customer",
        "issued_on",
        "due_on",
        "status_label",
        "shown_total",
        "shown_open",
    )
    list_filter = ("status", DueStatusFilter, "issued_on", "currency")
    search_help_text = gettext_lazy(
        "Number, PO number, order, or the customer's name or account number"
    )
    draft_fields = ("customer", "issued_on", "due_on", "po_number", "order_reference", "note")
    draft_figures = ("shown_net", "shown_tax", "shown_total")
    issued_fields = (
        "number",
        "customer",
        "status_label",
        "status",
        "issued_on",
        "due_on",
        "po_number",
        "order_reference",
        "billing_name",
        "billing_address",
        "shipping_address",
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
        "shipping_address",
        "customer_tax_id",
    )
    object_actions = (
        issue_action(issue_invoice, warning=over_limit_warning),
        unschedule_action(),
        send_action(),
        ObjectAction(
            name="write-off",
            label=gettext_lazy("Write off"),
            run=closing_payments(write_off),
            warning=payments_warning,
            outside_transaction=True,
            offered=lambda invoice: not invoice.is_draft and invoice.open > 0,
            form=DateAndReasonForm,
            initial=on_today,
            explanation=gettext_lazy(
                "The open amount is written off, and the customer no longer owes it."
            ),
            is_undoing=True,
        ),
        void_action(
            void_or_ask,
            gettext_lazy("The invoice is cancelled as if it had never been issued."),
        ),
    )

    def warning_of(self, document: Invoice) -> str:
        return over_limit_warning(document)

    def status_label_of(self, document: Invoice, item: OpenItem) -> DocumentStatus:
        return invoice_status(item, document.status, getattr(document, "today", None) or today())
