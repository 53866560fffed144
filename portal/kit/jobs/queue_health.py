"""Whether jobs are being done: is there a worker, and does anything wait for too long?

A worker says every ten seconds that it lives. The last such moment is kept in a row of our own,
for procrastinate's rows go with their workers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection, models, transaction

# A worker that was silent for longer does not count.
LOST_AFTER = timedelta(seconds=60)
# A job that was due for longer is old: its worker is stuck, or there are too few.
OLD_AFTER = timedelta(minutes=15)
# Shorter gaps, such as a restart, are nobody's business.
ALARM_AFTER = timedelta(minutes=5)

NOTE_HEARTBEAT = """
INSERT INTO kit_queuestatus (id, last_heartbeat) VALUES (1, now())
    ON CONFLICT (id) DO UPDATE SET last_heartbeat = now()
"""
# When a job became due: where it was scheduled for, else when it was queued.
READ = """
SELECT now(),
    (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - %(lost)s),
    greatest(
        (SELECT last_heartbeat FROM kit_queuestatus WHERE id = 1),
        (SELECT max(last_heartbeat) FROM procrastinate_workers)
    ),
    (SELECT count(*) FROM procrastinate_jobs
        WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())),
    least(
        (SELECT min(scheduled_at) FROM procrastinate_jobs
            WHERE status = 'todo' AND scheduled_at <= now()),
        (SELECT min(event.at) FROM procrastinate_events event WHERE event.job_id = (
            SELECT min(id) FROM procrastinate_jobs WHERE status = 'todo' AND scheduled_at IS NULL
        ))
    )
"""


class QueueStatus(models.Model):
    """What is kept of the workers when none runs. One row."""

    last_heartbeat = models.DateTimeField(null=True)
    # Since when there is a problem, and when operators were told of it.
    problem_since = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "kit"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="queue_status_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.last_heartbeat}"


class Problem(StrEnum):
    """What is wrong with the queue, in the word a monitor reads."""

    NO_WORKER = "worker"
    OLD_JOBS = "jobs"


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """The queue at a moment, by the database's clock."""

    at: datetime
    workers: int
    last_heartbeat: datetime | None
    waiting: int
    oldest_due_at: datetime | None

    @property
    def problem(self) -> Problem | None:
        if not self.workers:
            return Problem.NO_WORKER
        if self.oldest_due_at is not None and self.at - self.oldest_due_at > OLD_AFTER:
            return Problem.OLD_JOBS
        return None


def queue_health() -> QueueHealth:
    """How it stands now. One statement; raises DatabaseError when the database is away."""
    with connection.cursor() as cursor:
        cursor.execute(READ, {"lost": LOST_AFTER})  # type: ignore[dict-item]  # psycopg writes it
        return QueueHealth(*cursor.fetchone())


def begin_alarm(health: QueueHealth) -> bool:
    """Whether operators are to be told now: true once for each incident, whoever asks.

    An incident begins when a problem is first seen and is told of after five minutes; it ends
    when there is no problem.
    """
    with transaction.atomic():
        QueueStatus.objects.bulk_create([QueueStatus(pk=1)], ignore_conflicts=True)
        status = QueueStatus.objects.select_for_update(no_key=True).get(pk=1)
        if health.problem is None:
            if status.problem_since is not None:
                _save(status, since=None, told=None)
            return False
        if status.problem_since is None:
            _save(status, since=health.at, told=None)
            return False
        if status.told_at is not None or health.at - status.problem_since < ALARM_AFTER:
            return False
        _save(status, since=status.problem_since, told=health.at)
        return True


def end_alarm() -> None:
    """The operators could not be told: they will be at the next look."""
    QueueStatus.objects.filter(pk=1).update(told_at=None)


def _save(status: QueueStatus, *, since: datetime | None, told: datetime | None) -> None:
    status.problem_since, status.told_at = since, told
    status.save(update_fields=["problem_since", "told_at"])
