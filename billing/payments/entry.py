"""Money in and money out: recording payments, refunding, voiding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import Customer, Organization, User
from billing.documents.issuing.issue import free_number
from billing.ledger.allocation import Share, allocation, take_back
from billing.ledger.posting import (
    Event,
    KeyReused,
    LedgerRefusal,
    Move,
    Side,
    lock_account,
    post,
    post_together,
    receivable,
)
from billing.ledger.reversal import reverse
from billing.models import Account, JournalEntry, OpenItem, Payment, PaymentAttempt
from billing.models.entry_rules import amount_problem, day_problem, require
from portal.kit.dates.fields import is_likely
from portal.kit.jobs.events import announce
from portal.kit.money.currencies import quantise
from portal.kit.web.refusals import Refusal

PREFIX = "PAY-"
EARLIEST_ZONE = timedelta(hours=14)


@transaction.atomic
def record_payment(
    *,
    customer: Customer,
    amount: Decimal,
    method: Payment.Method,
    received_on: date,
    shares: Sequence[Share] = (),
    reference: str = "",
    note: str = "",
    by: User | None = None,
    key: str | None = None,
) -> Payment:
    """Record money received and allocate it to invoices and retainers as `shares` say.

    `amount` is in the customer's currency. What the shares leave over, and what is paid on
    retainers, stays on the payment as a deposit. With a `key` the same payment is recorded
    once; KeyReused when it stands for another customer's, or another amount. Raises
    LedgerRefusal when shares exceed the amount or what is open, and Refusal for an amount that the
    currency cannot hold.
    """
    locked = lock_account(customer)
    key = key or str(uuid4())
    require(amount_problem(amount, customer.currency))
    _require_past(received_on)
    amount = quantise(amount, customer.currency)
    if amount <= 0:
        raise LedgerRefusal("A payment must be more than zero.")
    if sum((share.amount for share in shares), start=Decimal(0)) > amount:
        raise LedgerRefusal("The allocations exceed the payment.")
    existing = JournalEntry.objects.filter(key=f"payment:{key}").first()
    if existing is not None:
        payment = Payment.objects.get(open_item__credits__entry=existing)
        if (payment.customer_id, payment.amount) != (customer.pk, amount):
            raise KeyReused(key)
        return payment
    number = free_number(Payment, PREFIX)
    item = OpenItem.objects.create(
        customer=customer,
        currency=customer.currency,
        kind=OpenItem.Kind.PAYMENT,
        number=number,
        reference=reference,
        issued_on=received_on,
        total=amount,
    )
    payment = Payment.objects.create(
        customer=customer,
        currency=customer.currency,
        number=number,
        method=method,
        received_on=received_on,
        amount=amount,
        reference=reference,
        note=note,
        open_item=item,
        recorded_by=by,
    )
    requested = [
        Move(share.amount, Side(Account.REQUESTED), Side(Account.RETAINER, share.item))
        for share in shares
        if share.item.kind == OpenItem.Kind.RETAINER
    ]
    receipt = Event(
        key=f"payment:{key}",
        kind=JournalEntry.Kind.PAYMENT,
        effective_on=received_on,
        moves=[Move(amount, Side(Account.CASH), receivable(item)), *requested],
    )
    settling = [
        allocation(source=item, invoice=share.item, amount=share.amount)
        for share in shares
        if share.item.kind != OpenItem.Kind.RETAINER
    ]
    post_together(locked, customer, [receipt, *settling], by=by)
    announce("billing.payment-recorded", payment.pk)
    return payment


def _require_past(day: date) -> None:
    """Raise Refusal for a day that is today nowhere on earth, before anything is written. Which
    days are past for the seller, the ledger knows without being asked twice."""
    if not is_likely(day) or day > (timezone.now() + EARLIEST_ZONE).date():
        require(day_problem(day, Organization.current().today()))


@transaction.atomic
def record_refund(
    source: OpenItem,
    *,
    amount: Decimal,
    refunded_on: date,
    by: User | None = None,
    note: str = "",
    key: str | None = None,
) -> JournalEntry:
    """Pay out what is unused on a payment or credit note.

    Raises LedgerRefusal when `amount` is more than that.
    """
    if source.kind not in (OpenItem.Kind.PAYMENT, OpenItem.Kind.CREDIT_NOTE):
        raise LedgerRefusal("Only a payment or a credit note can be refunded.")
    return post(
        key=f"refund:{key or uuid4()}",
        kind=JournalEntry.Kind.REFUND,
        customer=source.customer,
        effective_on=refunded_on,
        moves=[Move(amount, receivable(source), Side(Account.CASH))],
        by=by,
        note=note,
    )


@transaction.atomic
def void_payment(
    payment: Payment, *, voided_on: date, by: User | None = None, note: str = ""
) -> Payment:
    """Undo a payment recorded in error, or returned by the bank: its allocations are taken back
    and its invoices are owed again. Raises Refusal when part of it has been refunded, and for a
    payment made online, which is refunded instead."""
    lock_account(payment.customer)
    payment = Payment.objects.select_related("open_item").get(pk=payment.pk)
    if payment.status != Payment.Status.RECEIVED:
        raise Refusal(f"{payment} is already void.")
    if PaymentAttempt.objects.filter(payment=payment).exists():
        raise Refusal(f"{payment} was paid online. Refund it instead.")
    live = JournalEntry.objects.filter(reversed_by__isnull=True).distinct()
    if live.filter(kind=JournalEntry.Kind.REFUND, postings__debit_item=payment.open_item).exists():
        raise Refusal(f"Some of {payment} has been refunded.")
    for settled in live.filter(
        kind=JournalEntry.Kind.ALLOCATION, postings__debit_item=payment.open_item
    ):
        take_back(settled, effective_on=voided_on, by=by, note=note)
    receipt = live.get(kind=JournalEntry.Kind.PAYMENT, postings__credit_item=payment.open_item)
    reverse(receipt, effective_on=voided_on, by=by, note=note)
    payment.status = Payment.Status.VOID
    payment.save(update_fields=["status"])
    return payment
