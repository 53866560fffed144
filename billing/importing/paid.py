"""What the file says is paid on an invoice that is there, against what payments settle here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import connection

from billing.importing.plan import PlannedDocument

PAID_KEY = "payment:import:"
ZERO = Decimal(0)
# What each payment settles of each invoice: ever, and now. What is taken back posts the opposite.
SETTLED = """
    WITH invoice AS (
        SELECT id, number FROM billing_openitem WHERE kind = 'invoice' AND number = ANY(%s)
    )
    SELECT side.number, payment.id, sum(greatest(side.amount, 0)), sum(side.amount) FROM (
        SELECT invoice.number, posting.debit_item_id AS item_id, posting.amount
        FROM invoice JOIN billing_posting posting ON posting.credit_item_id = invoice.id
        UNION ALL
        SELECT invoice.number, posting.credit_item_id, -posting.amount
        FROM invoice JOIN billing_posting posting ON posting.debit_item_id = invoice.id
    ) side
    JOIN billing_openitem payment ON payment.id = side.item_id AND payment.kind = 'payment'
    GROUP BY side.number, payment.id
"""
# The payments that imports have recorded.
IMPORTED = """
    SELECT entry.key, posting.credit_item_id, posting.amount
    FROM billing_journalentry entry
    JOIN billing_posting posting ON posting.entry_id = entry.id AND posting.debit_account = 'cash'
    WHERE entry.key LIKE %s
"""
# What was received on each payment and has not gone back: voided, refunded or disputed.
RECEIVED = """
    SELECT item_id, sum(amount) FROM (
        SELECT credit_item_id AS item_id, amount FROM billing_posting
        WHERE credit_item_id = ANY(%(payments)s) AND debit_item_id IS NULL
        UNION ALL
        SELECT debit_item_id, -amount FROM billing_posting
        WHERE debit_item_id = ANY(%(payments)s) AND credit_item_id IS NULL
    ) side
    GROUP BY item_id
"""


def paid_key(number: str, paid: Decimal, paid_on: date, known: Decimal = ZERO) -> str:
    """The idempotency key of what an import records when the file says `paid` by `paid_on` and
    `known` is here already."""
    return f"{PAID_KEY}{number}:{paid}:{paid_on}:{known}"


@dataclass(slots=True)
class PaidHere:
    """The payments of one invoice as the ledger holds them now.

    `settled` is what payments settle of the invoice, `by_imports` the part of it that imports
    recorded. `known` is all that was received for the invoice and has not gone back, wherever it
    is used now; `imported` the part of it that imports recorded. `undone` holds the sums and days
    that an import has booked and of which something has gone back since.
    """

    settled: Decimal = ZERO
    by_imports: Decimal = ZERO
    known: Decimal = ZERO
    imported: Decimal = ZERO
    undone: set[tuple[Decimal, str]] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Difference:
    """An invoice on which the file and the payments here do not agree, for staff to look at."""

    number: str
    customer: str
    currency: str
    says: Decimal
    settled: Decimal
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.number}: the file says {self.says} {self.currency} is paid, payments settle "
            f"{self.settled}. {self.reason}"
        )


@dataclass(frozen=True, slots=True)
class PaidSince:
    """What to book on an invoice beside what is `known`, and what staff have to look at."""

    booked: Decimal = ZERO
    known: Decimal = ZERO
    difference: Difference | None = None


def paid_here(numbers: Collection[str]) -> dict[str, PaidHere]:
    """By invoice number what is paid on it here. Three statements, none without numbers."""
    found: dict[str, PaidHere] = defaultdict(PaidHere)
    if not numbers:
        return found
    wanted = set(numbers)
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, [list(wanted)])
        settled = {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}
        cursor.execute(IMPORTED, [f"{PAID_KEY}%"])
        imported = [_read_key(*row) for row in cursor.fetchall()]
        imported = [one for one in imported if one.number in wanted]
        payments = {payment for _, payment in settled} | {one.payment for one in imported}
        cursor.execute(RECEIVED, {"payments": list(payments)})
        received: dict[int, Decimal] = dict(cursor.fetchall())
    by_import = {(one.number, one.payment) for one in imported}
    for (number, payment), (ever, now) in settled.items():
        here = found[number]
        here.settled += now
        if (number, payment) in by_import:
            here.by_imports += now
        else:
            here.known += min(ever, received[payment])
    for one in imported:
        here = found[one.number]
        here.imported += received[one.payment]
        here.known += received[one.payment]
        if received[one.payment] < one.amount:
            here.undone.add(one.said)
    return found


@dataclass(frozen=True, slots=True)
class _Imported:
    """A payment that an import recorded: of which invoice, and what the file said."""

    number: str
    said: tuple[Decimal, str]
    payment: int
    amount: Decimal


def _read_key(key: str, payment: int, amount: Decimal) -> _Imported:
    number, paid, paid_on, _ = key.removeprefix(PAID_KEY).rsplit(":", 3)
    return _Imported(number, (Decimal(paid), paid_on), payment, amount)


def paid_since(
    document: PlannedDocument, *, total: Decimal, still_open: Decimal, here: PaidHere
) -> PaidSince:
    """What the file says is paid and the ledger does not hold yet.

    Booked is what cannot be anything else: up to what is still open, and beyond it only where
    imports alone have settled the invoice, because an ERP may count credits among what is paid.
    What somebody has voided or paid back here is not booked again for the same sum and day.
    """
    says, missing = document.paid, document.paid - here.known
    booked = ZERO
    was_undone = missing > 0 and (says, str(document.paid_on)) in here.undone
    if missing > 0 and not was_undone:
        others = total - still_open - here.by_imports
        booked = min(missing, still_open) if others else missing
    settled = here.settled + min(booked, still_open)
    if booked == missing and settled == min(says, total):
        return PaidSince(booked, here.known)
    reason = _reason(missing - booked, was_undone=was_undone)
    return PaidSince(
        booked,
        here.known,
        Difference(document.number, document.customer, document.currency, says, settled, reason),
    )


def _reason(left: Decimal, *, was_undone: bool) -> str:
    if left < 0:
        return "More has been paid here than the file knows."
    if was_undone:
        return "An import recorded this before, and it was voided or paid back here."
    if left:
        return "The rest is credited, written off or void here, so nothing is recorded for it."
    return "What was received for it is used for something else here."
