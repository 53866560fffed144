"""Issuing, voiding and writing off invoices."""

from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from billing.documents.being_paid import refuse_while_being_paid
from billing.documents.issuing.issue import (
    compute_totals,
    free_number,
    issue_day,
    locked_draft,
    open_item_for,
    take_snapshot,
)
from billing.ledger.posting import (
    LedgerRefusal,
    Move,
    Side,
    lock_account,
    post,
    receivable,
)
from billing.ledger.reversal import reverse
from billing.models import Account, Invoice, InvoiceLine, JournalEntry, OpenItem
from billing.models.entry_rules import document_problem, require
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal

PREFIX = "INV-"


class InvoiceIsSettled(Refusal):
    """Something has been allocated to the invoice."""


@transaction.atomic
def issue_invoice(
    invoice: Invoice, *, issued_on: date | None = None, by: User | None = None
) -> Invoice:
    """Number, total and post a draft; from now on it is owed and never changes.

    Dated `issued_on`, the draft's own date or today; due by the customer's terms unless the
    draft says when. Raises NotADraft when it was issued before, LedgerRefusal when the total is
    below zero, and Refusal for a day after today and what else may not be entered.
    """
    lock_account(invoice.customer)
    invoice = locked_draft(invoice)
    customer = invoice.customer
    invoice.currency = customer.currency
    invoice.issued_on = issue_day(invoice, issued_on)
    invoice.due_on = invoice.due_on or invoice.issued_on + timedelta(customer.payment_terms_days)
    invoice.number = invoice.number or free_number(Invoice, PREFIX)
    lines = list(invoice.lines.all())
    compute_totals(invoice, lines)
    require(document_problem(invoice, lines))
    InvoiceLine.objects.bulk_update(lines, ["net"])
    take_snapshot(invoice)
    invoice.open_item = open_item_for(
        invoice,
        kind=OpenItem.Kind.INVOICE,
        due_on=invoice.due_on,
        reference=invoice.po_number,
    )
    invoice.status, invoice.is_scheduled = Invoice.Status.ISSUED, False
    invoice.save()
    if invoice.total:
        post(
            key=f"invoice:{invoice.pk}",
            kind=JournalEntry.Kind.INVOICE,
            customer=customer,
            effective_on=invoice.issued_on,
            moves=[Move(invoice.total, receivable(invoice.open_item), Side(Account.SALES))],
            by=by,
        )
    announce("billing.invoice-issued", invoice.pk)
    return invoice


@transaction.atomic
def void_invoice(
    invoice: Invoice, *, voided_on: date, by: User | None = None, note: str = ""
) -> Invoice:
    """Take an issued invoice back as if it had never been owed.

    Raises InvoiceIsSettled while a payment or credit is allocated to it, and IsBeingPaid while an
    online payment of it is under way.
    """
    lock_account(invoice.customer)
    invoice = Invoice.objects.select_related("open_item", "customer").get(pk=invoice.pk)
    if invoice.status != Invoice.Status.ISSUED or invoice.open_item is None:
        raise Refusal(f"{invoice} is not an issued invoice.")
    if invoice.open_item.open != invoice.open_item.total:
        raise InvoiceIsSettled(
            f"Something has been paid or credited on {invoice}. Reverse that first."
        )
    refuse_while_being_paid(invoice.open_item)
    if invoice.total:
        entry = JournalEntry.objects.get(
            kind=JournalEntry.Kind.INVOICE, postings__debit_item=invoice.open_item
        )
        reverse(entry, effective_on=voided_on, by=by, note=note)
    invoice.status = Invoice.Status.VOID
    invoice.save(update_fields=["status"])
    return invoice


@transaction.atomic
def write_off_invoice(
    invoice: Invoice, *, written_off_on: date, by: User | None = None, note: str = ""
) -> JournalEntry:
    """Give up what is still open on an invoice, be it again after a returned payment.

    Raises LedgerRefusal when nothing is open, and IsBeingPaid while an online payment of it is
    under way.
    """
    lock_account(invoice.customer)
    invoice = Invoice.objects.select_related("open_item", "customer").get(pk=invoice.pk)
    if invoice.open_item is None or not invoice.open:
        raise LedgerRefusal(f"Nothing is open on {invoice}.")
    refuse_while_being_paid(invoice.open_item)
    entry = post(
        key=f"write-off:{uuid4()}",
        kind=JournalEntry.Kind.WRITE_OFF,
        customer=invoice.customer,
        effective_on=written_off_on,
        moves=[Move(invoice.open, Side(Account.WRITE_OFF), receivable(invoice.open_item))],
        by=by,
        note=note,
    )
    invoice.status = Invoice.Status.WRITTEN_OFF
    invoice.save(update_fields=["status"])
    return entry
