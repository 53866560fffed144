"""Chunks handed to the queue's workers, on any number of machines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.types import JSONValue

from billing.models import StatementBatch, StatementDelivery, StatementMail
from billing.statements.batches.batch import BatchOptions, Chunk, chunks_of

TASK = "billing.tasks.make_statements"
WAITING = ("todo", "doing")
_State = StatementDelivery.State


def queue_chunks(
    batch: StatementBatch, chunks: Iterable[Chunk], batch_options: BatchOptions
) -> int:
    """One job a chunk, unless one waits already; how many are new."""
    count = 0
    for chunk in chunks:
        job = app.configure_task(TASK, queueing_lock=f"statements-{batch.pk}-{chunk.number}")
        try:
            job.defer(
                batch_id=batch.pk,
                number=chunk.number,
                delivery_ids=list[JSONValue](chunk.delivery_ids),
                batch_options=batch_options.as_json(),
            )
        except AlreadyEnqueued:
            continue
        count += 1
    return count


def jobs_left(batch: StatementBatch) -> int:
    """Jobs of the batch that wait or run."""
    jobs = ProcrastinateJob.objects.filter(task_name=TASK, status__in=WAITING)
    return int(jobs.filter(args__batch_id=batch.pk).count())


def settled_since(batch: StatementBatch, moment: datetime) -> dict[str, int]:
    """Deliveries tried since then, by state."""
    tried = batch.deliveries.filter(tried_at__gte=moment).order_by()
    return dict.fromkeys(_State.values, 0) | dict(tried.values_list("state").annotate(Count("pk")))


def queue_due_mails() -> int:
    """Jobs for the mails whose next attempt has come."""
    due = StatementMail.objects.filter(
        state=StatementMail.State.QUEUED, next_attempt_at__lte=timezone.now()
    )
    found: dict[int, list[int]] = {}
    rows = due.order_by("delivery").values_list("delivery__batch", "delivery").distinct()
    for batch_id, delivery_id in rows.iterator():
        found.setdefault(batch_id, []).append(delivery_id)
    batch_options = BatchOptions(email=True, due_only=True)
    batches = StatementBatch.objects.in_bulk(found)
    return sum(
        queue_chunks(batches[pk], chunks_of(ids), batch_options) for pk, ids in found.items()
    )
