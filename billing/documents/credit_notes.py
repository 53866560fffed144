"""Issuing and voiding credit notes."""

from datetime import date

from django.db import transaction

from accounts.models import User
from billing.documents.issuing.issue import (
    compute_totals,
    free_number,
    issue_day,
    locked_draft,
    open_item_for,
    take_snapshot,
)
from billing.ledger.posting import Move, Side, lock_account, post, receivable
from billing.ledger.reversal import reverse
from billing.models import Account, CreditNote, CreditNoteLine, JournalEntry, OpenItem
from billing.models.entry_rules import document_problem, require
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal

PREFIX = "CN-"


@transaction.atomic
def issue_credit_note(
    credit_note: CreditNote, *, issued_on: date | None = None, by: User | None = None
) -> CreditNote:
    """Number, total and post a draft; the customer has the credit from now on.

    Raises NotADraft when it was issued before, LedgerRefusal when the total is below zero, and
    Refusal when it corrects another customer's invoice, for a day after today and for what else may
    not be entered.
    """
    lock_account(credit_note.customer)
    credit_note = locked_draft(credit_note)
    customer = credit_note.customer
    if credit_note.invoice and credit_note.invoice.customer_id != customer.pk:
        raise Refusal("The invoice belongs to another customer.")
    credit_note.currency = customer.currency
    credit_note.issued_on = issue_day(credit_note, issued_on)
    credit_note.number = credit_note.number or free_number(CreditNote, PREFIX)
    lines = list(credit_note.lines.all())
    compute_totals(credit_note, lines)
    require(document_problem(credit_note, lines))
    CreditNoteLine.objects.bulk_update(lines, ["net"])
    take_snapshot(credit_note)
    credit_note.open_item = open_item_for(
        credit_note,
        kind=OpenItem.Kind.CREDIT_NOTE,
        due_on=None,
        reference=credit_note.po_number,
    )
    credit_note.status, credit_note.is_scheduled = CreditNote.Status.ISSUED, False
    credit_note.save()
    if credit_note.total:
        post(
            key=f"credit-note:{credit_note.pk}",
            kind=JournalEntry.Kind.CREDIT_NOTE,
            customer=customer,
            effective_on=credit_note.issued_on,
            moves=[Move(credit_note.total, Side(Account.SALES), receivable(credit_note.open_item))],
            by=by,
        )
    announce("billing.credit-note-issued", credit_note.pk)
    return credit_note


@transaction.atomic
def void_credit_note(
    credit_note: CreditNote, *, voided_on: date, by: User | None = None, note: str = ""
) -> CreditNote:
    """Take an unused credit note back. Raises Refusal when any of it has been used."""
    lock_account(credit_note.customer)
    credit_note = CreditNote.objects.select_related("open_item").get(pk=credit_note.pk)
    if credit_note.status != CreditNote.Status.ISSUED or credit_note.open_item is None:
        raise Refusal(f"{credit_note} is not an issued credit note.")
    if credit_note.open != credit_note.total:
        raise Refusal(f"Some of {credit_note} has been used. Reverse that first.")
    if credit_note.total:
        entry = JournalEntry.objects.get(
            kind=JournalEntry.Kind.CREDIT_NOTE, postings__credit_item=credit_note.open_item
        )
        reverse(entry, effective_on=voided_on, by=by, note=note)
    credit_note.status = CreditNote.Status.VOID
    credit_note.save(update_fields=["status"])
    return credit_note
