"""Making the money of a payment unused again, because it goes back."""

from __future__ import annotations

import logging
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from billing.ledger.allocation import allocate, take_back
from billing.models import Chargeback, JournalEntry, OpenItem, Payment, Refund

logger = logging.getLogger(__name__)


def refundable(payment: Payment) -> Decimal:
    """What of a payment can still go back: unused, or used for invoices and to be taken back.

    What has been asked for and is not posted yet is counted out.
    """
    created = Refund.objects.filter(payment=payment, state=Refund.State.CREATED)
    asked = created.values_list("amount", flat=True)
    used = sum((_amount(one) for one in _allocations(payment.open_item)), start=Decimal(0))
    left: Decimal = payment.open_item.open + used - sum(asked, start=Decimal(0))
    return max(left, Decimal(0))


def unapply(item: OpenItem, amount: Decimal, *, on: date, by: User | None, note: str) -> Decimal:
    """Take back allocations, the newest first, until `amount` of the payment is unused; the last
    one only as far as needed. How much is unused now, at most `amount`.

    Under the account's lock. The invoices are owed again from `on`, with their old due dates.
    """
    for allocation in _allocations(item):
        short = amount - _open(item)
        if short <= 0:
            break
        part = _amount(allocation)
        posting = allocation.postings.get()
        take_back(allocation, effective_on=on, by=by, note=note)
        if part > short and posting.credit_item is not None:
            allocate(
                source=item,
                invoice=posting.credit_item,
                amount=part - short,
                effective_on=on,
                by=by,
            )
    return min(_open(item), amount)


def shortfall(back: Refund | Chargeback, unused: Decimal) -> str:
    """What staff read where only `unused` of what went back can be posted; empty where all can."""
    if unused >= back.amount:
        return ""
    sentence: str = _("Only %(amount)s of it could be posted. The rest had already been returned.")
    problem = sentence % {"amount": unused}
    logger.error("%s %s: %s", type(back).__name__, back.gateway_id, problem)
    return problem


def _allocations(item: OpenItem) -> list[JournalEntry]:
    live = JournalEntry.objects.filter(
        kind=JournalEntry.Kind.ALLOCATION, postings__debit_item=item, reversed_by__isnull=True
    )
    return list(live.prefetch_related("postings").order_by("-pk"))


def _amount(allocation: JournalEntry) -> Decimal:
    return sum((one.amount for one in allocation.postings.all()), start=Decimal(0))


def _open(item: OpenItem) -> Decimal:
    now: Decimal = OpenItem.objects.values_list("open", flat=True).get(pk=item.pk)
    return now
