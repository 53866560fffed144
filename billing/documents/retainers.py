"""Issuing and voiding retainer invoices."""

from datetime import date, timedelta

from django.db import transaction

from accounts.models import User
from billing.documents.being_paid import refuse_while_being_paid
from billing.documents.issuing.issue import free_number, issue_day, locked_draft, open_item_for
from billing.ledger.posting import Move, Side, lock_account, post
from billing.ledger.reversal import reverse
from billing.models import Account, JournalEntry, OpenItem, Retainer
from billing.models.entry_rules import document_problem, require
from portal.kit.jobs.events import announce
from portal.kit.money.currencies import quantise
from portal.kit.web.refusals import Refusal

PREFIX = "RET-"


@transaction.atomic
def issue_retainer(
    retainer: Retainer, *, issued_on: date | None = None, by: User | None = None
) -> Retainer:
    """Number a draft and ask for its amount. Nothing is owed by it; a memorandum posting keeps
    what is still asked for. Raises NotADraft when it was issued before."""
    lock_account(retainer.customer)
    retainer = locked_draft(retainer)
    customer = retainer.customer
    retainer.currency = customer.currency
    retainer.total = quantise(retainer.total, customer.currency)
    retainer.issued_on = issue_day(retainer, issued_on)
    retainer.due_on = retainer.due_on or retainer.issued_on + timedelta(customer.payment_terms_days)
    require(document_problem(retainer, ()))
    retainer.number = retainer.number or free_number(Retainer, PREFIX)
    retainer.open_item = open_item_for(
        retainer, kind=OpenItem.Kind.RETAINER, due_on=retainer.due_on
    )
    retainer.status, retainer.is_scheduled = Retainer.Status.ISSUED, False
    retainer.save()
    post(
        key=f"retainer:{retainer.pk}",
        kind=JournalEntry.Kind.RETAINER,
        customer=customer,
        effective_on=retainer.issued_on,
        moves=[
            Move(
                retainer.total,
                Side(Account.RETAINER, retainer.open_item),
                Side(Account.REQUESTED),
            )
        ],
        by=by,
    )
    announce("billing.retainer-issued", retainer.pk)
    return retainer


@transaction.atomic
def void_retainer(
    retainer: Retainer, *, voided_on: date, by: User | None = None, note: str = ""
) -> Retainer:
    """Withdraw a request on which nothing has been paid. Raises Refusal otherwise."""
    lock_account(retainer.customer)
    retainer = Retainer.objects.select_related("open_item").get(pk=retainer.pk)
    if retainer.status != Retainer.Status.ISSUED or retainer.open_item is None:
        raise Refusal(f"{retainer} is not an issued retainer invoice.")
    if retainer.open != retainer.total:
        raise Refusal(f"Something has been paid on {retainer}.")
    refuse_while_being_paid(retainer.open_item)
    entry = JournalEntry.objects.get(
        kind=JournalEntry.Kind.RETAINER, postings__debit_item=retainer.open_item
    )
    reverse(entry, effective_on=voided_on, by=by, note=note)
    retainer.status = Retainer.Status.VOID
    retainer.save(update_fields=["status"])
    return retainer
