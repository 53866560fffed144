"""Making the statements of one chunk: rendered, stored, and mailed where that is wished.

It reads and writes by chunk, whatever happens to single statements; only a mail that has gone is
noted by itself, at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import Organization
from billing.models import StatementBatch, StatementDelivery, StatementMail
from billing.statements.batches.batch import BatchOptions, Chunk
from billing.statements.batches.locks import holding_chunk
from billing.statements.batches.mailing import ready_mails, send_mails
from billing.statements.batches.storage import stored_path
from billing.statements.figures import Kind, Statement, statements_of
from billing.statements.pdf import statement_pdf
from portal.kit.dates.periods import Period
from portal.kit.files.storage import NO_ROOM, DiskFull, check_space, write_whole

CHANGED = ("state", "reason", "closing", "path", "sha256", "tried_at")
_State = StatementDelivery.State


@dataclass(slots=True)
class Outcome:
    """What became of chunk `number`: deliveries by state, mails sent and left, what stopped it."""

    number: int = 0
    size: int = 0
    states: Counter[str] = field(default_factory=Counter)
    mails_sent: int = 0
    mails_left: int = 0
    mail_is_down: bool = False
    disk_is_full: bool = False


Tell = Callable[[int], None]


def tell_nobody(number: int) -> None:
    """Nobody watches this chunk."""


def make_chunk(
    batch_id: int, chunk: Chunk, batch_options: BatchOptions, tell: Tell = tell_nobody
) -> Outcome:
    """Do what is still to do of the chunk, calling `tell` with its number after each statement.

    Safe to repeat, and to run twice at once: the second waits for the first and finds nothing
    left.
    """
    with holding_chunk(chunk.number):
        return _make(batch_id, chunk, batch_options, tell)


def _make(batch_id: int, chunk: Chunk, batch_options: BatchOptions, tell: Tell) -> Outcome:
    batch = StatementBatch.objects.get(pk=batch_id)
    seller = Organization.current()
    found = list(
        StatementDelivery.objects.filter(batch=batch, pk__in=chunk.delivery_ids)
        .select_related("customer")
        .order_by("pk")
    )
    outcome = Outcome(chunk.number, size=len(found))
    todo = [one for one in found if one.state != _State.STORED]
    try:
        _store(batch, todo, batch_options, seller, lambda: tell(chunk.number))
        if batch_options.out:
            _copy([one for one in found if one.state == _State.STORED], Path(batch_options.out))
    except DiskFull:
        outcome.disk_is_full = True
    StatementDelivery.objects.bulk_update(todo, CHANGED)
    outcome.states.update(one.state for one in found)
    if batch_options.email:
        stored = [one for one in found if one.state == _State.STORED]
        _mail(batch, stored, batch_options, seller, outcome)
    return outcome


def _store(
    batch: StatementBatch,
    todo: list[StatementDelivery],
    batch_options: BatchOptions,
    seller: Organization,
    tell: Callable[[], None],
) -> None:
    """Change `todo` as far as the disk has room; raises DiskFull where it has not."""
    period, kind = Period(batch.start_on, batch.end_on), Kind(batch.kind)
    customers = [one.customer for one in todo]
    prefetch_related_objects(customers, "addresses")
    statements = statements_of(customers, kind, period) if todo else ()
    folder = f"{period.start}_{period.end}_{kind}"
    check_space(stored_path(folder))
    for delivery, statement in zip(todo, statements, strict=True):
        tell()
        delivery.tried_at = timezone.now()
        delivery.closing = statement.closing
        delivery.reason = _reason_to_skip(statement, batch_options)
        if delivery.reason:
            delivery.state = _State.SKIPPED
            continue
        name = f"{folder}/{delivery.customer_id % 100:02}/{delivery.customer.account_number}.pdf"
        try:
            content = statement_pdf(statement, seller=seller)
            write_whole(stored_path(name), content)
        except OSError as error:
            if error.errno in NO_ROOM:
                delivery.state, delivery.reason = _State.QUEUED, "No room on the disk"
                raise DiskFull(str(stored_path(folder))) from error
            _fail(delivery, error)
        except Exception as error:  # noqa: BLE001 - one customer's trouble stops no other's
            _fail(delivery, error)
        else:
            delivery.state, delivery.path = _State.STORED, name
            delivery.sha256 = sha256(content).hexdigest()


def _fail(delivery: StatementDelivery, error: Exception) -> None:
    delivery.state = _State.FAILED
    delivery.reason = f"{type(error).__name__}: {error}"[:300]


def _reason_to_skip(statement: Statement, batch_options: BatchOptions) -> str:
    if batch_options.only_with_balance and not statement.closing:
        return "No balance"
    if batch_options.only_with_activity and not statement.has_activity:
        return "Nothing in the period"
    if batch_options.not_empty and not (
        statement.has_activity or statement.closing or statement.opening
    ):
        return "No balance and nothing in the period"
    return ""


def _copy(stored: list[StatementDelivery], out: Path) -> None:
    """Put a copy of each in the folder, unless the same is there."""
    check_space(out)
    for delivery in stored:
        copy = out / f"{delivery.customer.account_number}.pdf"
        if copy.exists() and sha256(copy.read_bytes()).hexdigest() == delivery.sha256:
            continue
        try:
            write_whole(copy, stored_path(delivery.path).read_bytes())
        except OSError as error:
            if error.errno in NO_ROOM:
                raise DiskFull(str(out)) from error
            raise


def _mail(
    batch: StatementBatch,
    stored: list[StatementDelivery],
    batch_options: BatchOptions,
    seller: Organization,
    outcome: Outcome,
) -> None:
    prefetch_related_objects([one.customer for one in stored], "contacts")
    mails = ready_mails(stored, due_only=batch_options.due_only)
    sent = send_mails(batch, mails, seller=seller)
    outcome.mail_is_down = sent.server_is_down
    outcome.mails_sent = sent.count
    outcome.mails_left = sum(one.state != StatementMail.State.SENT for one in mails)
