"""A batch: which statements there are to make, in chunks that can be worked on anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import Customer
from billing.models import StatementBatch, StatementDelivery, StatementMail
from billing.statements.figures import Kind
from portal.kit.dates.periods import Period, add_months, month_end
from portal.kit.web.refusals import Refusal

CHUNK = 50
_State = StatementDelivery.State


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What a run is to do. `out` is a folder for copies; `not_empty` leaves out who has neither a
    balance nor anything in the period; `due_only` leaves mails alone that wait for their time."""

    email: bool = False
    out: str = ""
    only_with_balance: bool = False
    only_with_activity: bool = False
    not_empty: bool = False
    due_only: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Deliveries of a batch that one process works on at a time; the same number, the same lock."""

    number: int
    delivery_ids: list[int]


def period_named(name: str) -> Period:
    """`2026-10`, `2026-Q3`, `2026-W42` or `2026-10-01..2026-10-15`. Raises Refusal otherwise."""
    try:
        if match := re.fullmatch(r"(\d{4})-(\d\d)", name):
            start = date(int(match[1]), int(match[2]), 1)
            return Period(start, month_end(start))
        if match := re.fullmatch(r"(\d{4})-Q([1-4])", name):
            start = date(int(match[1]), 3 * int(match[2]) - 2, 1)
            return Period(start, month_end(add_months(start, 2)))
        if match := re.fullmatch(r"(\d{4})-W(\d\d)", name):
            start = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return Period(start, start + timedelta(days=6))
        if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", name):
            return Period(date.fromisoformat(match[1]), date.fromisoformat(match[2]))
    except ValueError as error:
        raise Refusal(f"{name} is no period: {error}.") from error
    raise Refusal(f"{name} is no period. Write 2026-10, 2026-Q3, 2026-W42 or two dates: a..b.")


def batch_for(kind: Kind, period: Period, *, today: date) -> StatementBatch:
    """The one batch of this type and period, begun now if there was none.

    Raises Refusal for a period that is not over: what is stored is not made again.
    """
    if period.end >= today:
        raise Refusal(f"The period ends on {period.end}, which is not over.")
    return StatementBatch.objects.get_or_create(
        kind=kind, start_on=period.start, end_on=period.end
    )[0]


def add_customers(batch: StatementBatch, customers: QuerySet[Customer]) -> int:
    """A delivery for each of these that has none in the batch yet; how many were added."""
    missing = customers.exclude(statements__batch=batch).order_by("pk").values_list("pk", flat=True)
    added = 0
    ids = iter(missing)
    while some := list(islice(ids, 2000)):
        rows = [StatementDelivery(batch=batch, customer_id=pk) for pk in some]
        StatementDelivery.objects.bulk_create(rows, ignore_conflicts=True)
        added += len(rows)
    return added


def unfinished(
    batch: StatementBatch, customers: QuerySet[Customer] | None, batch_options: BatchOptions
) -> list[Chunk]:
    """What is still to do for `customers` (None: for all in the batch)."""
    todo = Q(state__in=(_State.QUEUED, _State.FAILED, _State.SKIPPED))
    if batch_options.email:
        # Stored by an earlier run without mail, or mailed in part.
        todo |= Q(state=_State.STORED, mails__isnull=True)
        todo |= Q(mails__state=StatementMail.State.QUEUED)
    if batch_options.out:
        todo |= Q(state=_State.STORED)
    found = StatementDelivery.objects.filter(todo, batch=batch)
    if customers is not None:
        found = found.filter(customer__in=customers)
    return chunks_of(found.distinct().order_by("pk").values_list("pk", flat=True))


def chunks_of(delivery_ids: Iterable[int]) -> list[Chunk]:
    """By the number of the row, so that whoever asks for a delivery asks for the same lock."""
    chunks: dict[int, list[int]] = {}
    for pk in delivery_ids:
        chunks.setdefault(pk // CHUNK, []).append(pk)
    return [Chunk(number, ids) for number, ids in sorted(chunks.items())]


def counts_of(batch: StatementBatch) -> dict[str, int]:
    """Deliveries by state."""
    rows = batch.deliveries.order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(_State.values, 0) | dict(rows)


def failures_of(batch: StatementBatch) -> Iterator[tuple[str, str, str, str]]:
    """Account number, customer, address and reason of all that has not gone through."""
    fields = ("customer__account_number", "customer__name")
    failed = batch.deliveries.filter(state=_State.FAILED).order_by("pk")
    for number, name, reason in failed.values_list(*fields, "reason").iterator():
        yield number, name, "", reason
    mails = StatementMail.objects.filter(delivery__batch=batch).exclude(
        state=StatementMail.State.SENT
    )
    prefixed = [f"delivery__{field}" for field in fields]
    yield from mails.order_by("pk").values_list(*prefixed, "address", "reason").iterator()


def customers_named(numbers: Sequence[str]) -> QuerySet[Customer]:
    """The customers with these account or ERP numbers; all for none. Raises Refusal for one that
    is nobody's."""
    if not numbers:
        return Customer.objects.all()
    found = Customer.objects.filter(
        Q(account_number__in=numbers) | Q(external_reference__in=numbers)
    )
    known = {number for pair in found.values_list("account_number", "external_reference")
             for number in pair}  # fmt: skip
    if unknown := [number for number in numbers if number not in known]:
        raise Refusal(f"No customer has the number {', '.join(unknown)}.")
    return found
