"""The only writer of the ledger: a journal entry and its postings, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts.models import Customer, User
from billing.models import Account, JournalEntry, OpenItem, Posting
from portal.kit.refusals import Refusal


class LedgerRefusal(Refusal):
    """The ledger's constraints do not allow the posting: more than is open, or a wrong account."""


class KeyReused(ValueError):
    """An idempotency key was brought again for another event."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a move: an account and, on item accounts, the open item."""

    account: Account
    item: OpenItem | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """`amount` > 0, in the customer's currency, from the credit side to the debit side."""

    amount: Decimal
    debit: Side
    credit: Side


def receivable(item: OpenItem) -> Side:
    return Side(Account.RECEIVABLE, item)


def lock_account(customer: Customer) -> None:
    """Make other writers of this customer's ledger wait until the transaction ends.

    Whoever reads open amounts to decide what to post calls this first.
    """
    Customer.objects.select_for_update(no_key=True).only("pk").get(pk=customer.pk)


def post(
    *,
    key: str,
    kind: JournalEntry.Kind,
    customer: Customer,
    effective_on: date,
    moves: Sequence[Move],
    reverses: JournalEntry | None = None,
    by: User | None = None,
    note: str = "",
) -> JournalEntry:
    """Record one business event and return its entry.

    `key` makes it happen once: brought again for the same event, the first entry is returned
    and nothing is posted. Raises KeyReused when the key stands for a different event, and
    LedgerRefusal when a constraint refuses (nothing of the event remains then).
    """
    try:
        with transaction.atomic():
            lock_account(customer)
            existing = JournalEntry.objects.filter(key=key).first()
            if existing is not None:
                if (existing.customer_id, existing.kind) != (customer.pk, kind):
                    raise KeyReused(key)
                return existing
            entry = JournalEntry.objects.create(
                customer=customer,
                currency=customer.currency,
                key=key,
                kind=kind,
                effective_on=effective_on,
                reverses=reverses,
                posted_by=by,
                note=note,
            )
            Posting.objects.bulk_create(_posting(entry, move) for move in moves)
            _refresh_open(moves)
            return entry
    except IntegrityError as error:
        raise LedgerRefusal(_sentence(error)) from error


def _posting(entry: JournalEntry, move: Move) -> Posting:
    return Posting(
        entry=entry,
        customer_id=entry.customer_id,
        currency=entry.currency,
        amount=move.amount,
        debit_account=move.debit.account,
        debit_item=move.debit.item,
        credit_account=move.credit.account,
        credit_item=move.credit.item,
    )


def _refresh_open(moves: Sequence[Move]) -> None:
    """Let the callers' items show what the trigger has made of them."""
    sides = [side for move in moves for side in (move.debit, move.credit)]
    items = [side.item for side in sides if side.item is not None]
    now_open = dict(
        OpenItem.objects.filter(pk__in=[item.pk for item in items]).values_list("pk", "open")
    )
    for item in items:
        item.open = now_open[item.pk]


def _sentence(error: IntegrityError) -> str:
    text = str(error)
    if "open_item_open_not_negative" in text:
        return "That is more than is still open."
    if "open_item_open_within_total" in text:
        return "That is more than the document's total."
    if "_account" in text or "posting_" in text:
        return "The documents do not belong to one account in one currency."
    return "The ledger does not allow this."
