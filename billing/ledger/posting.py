"""The only writer of the ledger: a journal entry and its postings, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from accounts.models import Customer, User
from billing.models import Account, JournalEntry, OpenItem, Posting
from portal.kit.events import announce
from portal.kit.refusals import Refusal

_ONE_ACCOUNT = "The documents do not belong to one account in one currency."
SENTENCES = {
    "open_item_open_not_negative": "That is more than is still open.",
    "open_item_open_within_total": "That is more than the document's total.",
    "posting_amount_positive": "The amount must be more than zero.",
    "posting_amount_in_minor_units": "The currency has no such fraction.",
    "posting_entry_account": _ONE_ACCOUNT,
    "posting_debit_item_account": _ONE_ACCOUNT,
    "posting_credit_item_account": _ONE_ACCOUNT,
}


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


def lock_account(customer: Customer) -> Customer:
    """Make other writers of this customer's ledger wait until the transaction ends.

    Whoever reads open amounts to decide what to post calls this first. The customer as it is
    now, with its status alone.
    """
    return Customer.objects.select_for_update(no_key=True).only("pk", "status").get(pk=customer.pk)


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
    and nothing is posted. The entry takes effect on `effective_on`, or as soon after as its
    items allow (`_first_possible_day`). Raises KeyReused when the key stands for a different
    event, and LedgerRefusal when a constraint refuses (nothing of the event remains then).
    """
    try:
        with transaction.atomic():
            locked = lock_account(customer)
            existing = JournalEntry.objects.filter(key=key).first()
            if existing is not None:
                if not _is_same_event(existing, kind, customer, moves):
                    raise KeyReused(key)
                return existing
            entry = JournalEntry.objects.create(
                customer=customer,
                currency=customer.currency,
                key=key,
                kind=kind,
                effective_on=max(effective_on, _first_possible_day(moves)),
                reverses=reverses,
                posted_by=by,
                note=note,
            )
            Posting.objects.bulk_create(_posting(entry, move) for move in moves)
            _refresh_open(moves)
            if locked.is_on_hold:
                announce("billing.held-account-posted", customer.pk)
            return entry
    except IntegrityError as error:
        raise LedgerRefusal(_sentence(error)) from error


def _is_same_event(
    entry: JournalEntry, kind: JournalEntry.Kind, customer: Customer, moves: Sequence[Move]
) -> bool:
    amounts = entry.postings.order_by("pk").values_list("amount", flat=True)
    return (entry.customer_id, entry.kind) == (customer.pk, kind) and list(amounts) == [
        move.amount for move in moves
    ]


def _first_possible_day(moves: Sequence[Move]) -> date:
    """Not before the items' documents, nor before something was last reopened on them: so what
    was open on a past day is never below zero, whatever is posted about it later."""
    items = [
        side.item
        for move in moves
        for side in (move.debit, move.credit)
        if side.item is not None and side.account == Account.RECEIVABLE
    ]
    reopened = Posting.objects.filter(
        Q(debit_item__in=items) | Q(credit_item__in=items), entry__kind=JournalEntry.Kind.REVERSAL
    ).aggregate(last=Max("entry__effective_on"))["last"]
    return max([reopened or date.min, *(item.issued_on for item in items)])


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
    diagnosis = getattr(error.__cause__, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None)
    return SENTENCES.get(constraint or "", "The ledger does not allow this.")
