"""The only writer of the ledger: a journal entry and its postings, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Customer, User
from billing.models import Account, JournalEntry, OpenItem
from billing.models.entry_rules import day_problem
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal

_ONE_ACCOUNT = "The documents do not belong to one account in one currency."
SENTENCES = {
    "open_item_open_not_negative": "That is more than is still open.",
    "open_item_open_within_total": "That is more than the document's total.",
    "posting_amount_positive": "The amount must be more than zero.",
    "posting_amount_in_minor_units": "This currency has fewer decimals.",
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


@dataclass(frozen=True, slots=True)
class Event:
    """A business event to be posted: as `post` takes it."""

    key: str
    kind: JournalEntry.Kind
    effective_on: date
    moves: Sequence[Move]
    reverses: JournalEntry | None = None
    note: str = ""


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
    event, and LedgerRefusal when a constraint refuses, or for a day after the seller's today
    (nothing of the event remains then).
    """
    event = Event(key, kind, effective_on, moves, reverses, note)
    with transaction.atomic():
        return post_together(lock_account(customer), customer, [event], by=by)[0]


def post_together(
    locked: Customer, customer: Customer, events: Sequence[Event], *, by: User | None = None
) -> list[JournalEntry]:
    """Record several events of one customer, each as `post` does, in as few statements as one.

    `locked` is what `lock_account` gave in this transaction. What the events settle and use is
    looked at when all are posted; none reopens what another settles. When it raises, the
    transaction block it is called in has to end.
    """
    known, reopened, today = _known_reopened_and_today(events)
    entries = {event.key: _known_entry(event, customer) for event in events if event.key in known}
    new = [event for event in events if event.key not in entries]
    if new:
        for event in new:
            _refuse_later(event.effective_on, today)
        try:
            entries |= _write(customer, [_row(event, reopened) for event in new], new, by)
        except IntegrityError as error:
            raise LedgerRefusal(_sentence(error)) from error
        _refresh_open([move for event in new for move in event.moves])
        if locked.is_on_hold:
            announce("billing.held-account-posted", customer.pk)
    return [entries[event.key] for event in events]


# Three questions in one: which keys stand already, when items were last reopened, and in which
# time zone the seller's day ends.
_ASK = """
    SELECT key, NULL::bigint, NULL::date, NULL FROM billing_journalentry WHERE key = ANY(%(keys)s)
    UNION ALL
    SELECT NULL, NULL, NULL, time_zone FROM accounts_organization WHERE id = 1
    UNION ALL
    SELECT NULL, posting.item_id, max(entry.effective_on), NULL FROM (
        SELECT debit_item_id AS item_id, entry_id FROM billing_posting
        WHERE debit_item_id = ANY(%(items)s)
        UNION ALL
        SELECT credit_item_id, entry_id FROM billing_posting
        WHERE credit_item_id = ANY(%(items)s)
    ) posting
    JOIN billing_journalentry entry ON entry.id = posting.entry_id
    WHERE entry.kind = 'reversal' GROUP BY posting.item_id
"""
# One statement for all rows, so that the trigger on postings runs once.
_WRITE = """
    WITH entry AS (
        INSERT INTO billing_journalentry
            (customer_id, currency, key, kind, effective_on, reverses_id, posted_by_id, note)
        SELECT %(customer)s, %(currency)s, key, kind, effective_on, reverses_id, %(by)s, note
        FROM unnest(%(keys)s::text[], %(kinds)s::text[], %(days)s::date[], %(reverses)s::bigint[],
                    %(notes)s::text[]) WITH ORDINALITY
            AS event (key, kind, effective_on, reverses_id, note, place)
        ORDER BY place
        RETURNING id, key, posted_at
    ), posting AS (
        INSERT INTO billing_posting (entry_id, customer_id, currency, amount, debit_account,
                                     debit_item_id, credit_account, credit_item_id)
        SELECT entry.id, %(customer)s, %(currency)s, move.amount, move.debit_account,
               move.debit_item_id, move.credit_account, move.credit_item_id
        FROM unnest(%(of)s::text[], %(amounts)s::numeric[], %(debits)s::text[],
                    %(debit_items)s::bigint[], %(credits)s::text[], %(credit_items)s::bigint[])
            WITH ORDINALITY AS move (key, amount, debit_account, debit_item_id, credit_account,
                                     credit_item_id, place)
        JOIN entry USING (key)
        ORDER BY move.place
    )
    SELECT key, id, posted_at FROM entry
"""


def _known_reopened_and_today(
    events: Sequence[Event],
) -> tuple[set[str], dict[int, date], date]:
    items = {item.pk for event in events for item in _receivables(event.moves)}
    with connection.cursor() as cursor:
        cursor.execute(_ASK, {"keys": [event.key for event in events], "items": list(items)})
        rows = cursor.fetchall()
    zone = next((row[3] for row in rows if row[3]), "UTC")
    return (
        {row[0] for row in rows if row[0]},
        {row[1]: row[2] for row in rows if row[1]},
        timezone.localdate(timezone=ZoneInfo(zone)),
    )


def _refuse_later(day: date, today: date) -> None:
    """Nothing takes effect after the seller's today."""
    if problem := day_problem(day, today):
        raise LedgerRefusal(problem)


def _known_entry(event: Event, customer: Customer) -> JournalEntry:
    entry: JournalEntry = JournalEntry.objects.get(key=event.key)
    amounts = entry.postings.order_by("pk").values_list("amount", flat=True)
    if (entry.customer_id, entry.kind) != (customer.pk, event.kind) or list(amounts) != [
        move.amount for move in event.moves
    ]:
        raise KeyReused(event.key)
    return entry


def _row(event: Event, reopened: dict[int, date]) -> JournalEntry:
    return JournalEntry(
        key=event.key,
        kind=event.kind,
        effective_on=max(event.effective_on, _first_possible_day(event.moves, reopened)),
        reverses=event.reverses,
        note=event.note,
    )


def _first_possible_day(moves: Sequence[Move], reopened: dict[int, date]) -> date:
    """Not before the items' documents, nor before something was last reopened on them: so what
    was open on a past day is never below zero, whatever is posted about it later."""
    items = _receivables(moves)
    return max(
        (max(item.issued_on, reopened.get(item.pk, date.min)) for item in items), default=date.min
    )


def _receivables(moves: Sequence[Move]) -> list[OpenItem]:
    return [
        side.item
        for move in moves
        for side in (move.debit, move.credit)
        if side.item is not None and side.account == Account.RECEIVABLE
    ]


def _write(
    customer: Customer, entries: list[JournalEntry], events: Sequence[Event], by: User | None
) -> dict[str, JournalEntry]:
    moves = [(event.key, move) for event in events for move in event.moves]
    asked = {
        "customer": customer.pk,
        "currency": customer.currency,
        "by": by.pk if by else None,
        "keys": [entry.key for entry in entries],
        "kinds": [str(entry.kind) for entry in entries],
        "days": [entry.effective_on for entry in entries],
        "reverses": [entry.reverses_id for entry in entries],
        "notes": [entry.note for entry in entries],
        "of": [key for key, _move in moves],
        "amounts": [move.amount for _key, move in moves],
        "debits": [str(move.debit.account) for _key, move in moves],
        "debit_items": [move.debit.item and move.debit.item.pk for _key, move in moves],
        "credits": [str(move.credit.account) for _key, move in moves],
        "credit_items": [move.credit.item and move.credit.item.pk for _key, move in moves],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, asked)
        written = {key: (pk, posted_at) for key, pk, posted_at in cursor.fetchall()}
    for entry in entries:
        entry.customer, entry.currency, entry.posted_by = customer, customer.currency, by
        entry.pk, entry.posted_at = written[entry.key]
        entry._state.adding = False  # noqa: SLF001 - as Django's own saving leaves it
    return {entry.key: entry for entry in entries}


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
