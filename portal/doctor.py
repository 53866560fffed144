"""What is wrong with this installation, why it matters, and the exact mend.

Settings and roles are looked at by Django's checks (`portal.checks`); here is what only shows while
the portal runs: workers, jobs, mails, the disk, the database's version and clock.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import DatabaseError, connection

from portal.kit.files.storage import RESERVE_BYTES
from portal.kit.files.virus_scan import is_answering
from portal.kit.jobs.queue_health import Problem, queue_health

OLDEST_SERVER = 14
STUCK_AFTER = timedelta(hours=1)
FAILED_WITHIN = timedelta(days=7)
# Of a disk: below this something will soon be refused.
LITTLE_SPACE = 10 * RESERVE_BYTES
CLOCK_MAY_DIFFER = timedelta(seconds=30)


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """`id` stays the same from version to version, for monitors."""

    id: str
    level: Level
    what: str
    why: str
    fix: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def examine() -> list[Finding]:
    """Everything that is wrong now, errors first. Changes nothing."""
    found = [*_settings()]
    if _answers():
        for look in LOOKS:
            found += look()
    return sorted(found, key=lambda one: (one.level != Level.ERROR, one.id))


def _settings() -> Iterator[Finding]:
    """What Django's checks say, those of a deployment and of the database among them."""
    databases = ["default"] if _answers() else []
    for message in run_checks(include_deployment_checks=True, databases=databases):
        level = Level.ERROR if message.level >= ERROR else Level.WARNING
        what, _stop, why = str(message.msg).partition(". ")
        yield Finding(
            str(message.id),
            level,
            what.rstrip(".") + ".",
            why or "The portal is less safe, or does not start, like this.",
            str(message.hint or "See “Settings” in docs/operators.md."),
        )
    if not databases:
        yield Finding(
            "doctor.database",
            Level.ERROR,
            "The database does not answer.",
            "Nothing works without it.",
            "Start PostgreSQL, and see DATABASE_URL.",
        )


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _workers() -> Iterator[Finding]:
    try:
        health = queue_health()
    except DatabaseError:
        return  # not migrated yet, which the checks say
    if health.problem == Problem.NO_WORKER:
        yield Finding(
            "doctor.no-worker",
            Level.ERROR,
            "No worker runs.",
            "No mail is sent, no payment is followed up, no statement is made.",
            "Start bin/manage run_worker, by systemd in production (docs/operators.md).",
        )
    elif health.problem == Problem.OLD_JOBS:
        yield Finding(
            "doctor.old-jobs",
            Level.WARNING,
            f"{health.waiting:,} jobs are waiting, the oldest since {health.oldest_due_at:%H:%M}.",
            "Mails and payments are late.",
            "Run more workers, or find what keeps this one busy: see its log.",
        )


def _jobs() -> Iterator[Finding]:
    now = datetime.now(UTC)
    stuck = _rows(
        "SELECT job.task_name, count(*) FROM procrastinate_jobs job WHERE job.status = 'doing'"
        " AND (SELECT max(at) FROM procrastinate_events event WHERE event.job_id = job.id) < %s"
        " GROUP BY 1 ORDER BY 1",
        [now - STUCK_AFTER],
    )
    for task, count in stuck:
        yield Finding(
            "doctor.stuck-jobs",
            Level.WARNING,
            f"{count:,} jobs of {task} have been at work for more than an hour.",
            "Their worker was killed or hangs; other jobs of the same kind may wait for them.",
            "Restart the workers: jobs of a worker that is gone are taken up again.",
        )
    failed = _rows(
        "SELECT job.task_name, count(*) FROM procrastinate_jobs job WHERE job.status = 'failed'"
        " AND (SELECT max(at) FROM procrastinate_events event WHERE event.job_id = job.id) > %s"
        " GROUP BY 1 ORDER BY 1",
        [now - FAILED_WITHIN],
    )
    for task, count in failed:
        is_mail = task.endswith(".send_mail")
        yield Finding(
            "doctor.failed-mails" if is_mail else "doctor.failed-jobs",
            Level.WARNING,
            f"{count:,} mails could not be sent in the last week."
            if is_mail
            else f"{count:,} jobs of {task} failed for good in the last week.",
            "Somebody waits for what they would have done.",
            "See the worker's log for the reason; for mails, EMAIL_HOST and the mail server's log.",
        )


def _disk() -> Iterator[Finding]:
    media = Path(settings.MEDIA_ROOT)
    there = media
    while not there.exists():
        there = there.parent
    if not os.access(there, os.W_OK):
        yield Finding(
            "doctor.media-not-writable",
            Level.ERROR,
            f"{there} cannot be written.",
            "Uploads, stored PDFs and exports are refused.",
            f"chown it to the user that runs the portal: chown -R foyer {there}",
        )
    free = shutil.disk_usage(there).free
    if free < LITTLE_SPACE:
        yield Finding(
            "doctor.disk-nearly-full",
            Level.ERROR if free < RESERVE_BYTES else Level.WARNING,
            f"Only {free // 1024**2:,} MB are free where {there} is.",
            "Below 64 MB no file is stored any more, so that the database has room.",
            "Make room, or move MEDIA_ROOT to a larger disk.",
        )


def _server() -> Iterator[Finding]:
    ((version, clock),) = _rows("SELECT current_setting('server_version_num'), now()")
    if int(version) // 10_000 < OLDEST_SERVER:
        yield Finding(
            "doctor.old-server",
            Level.ERROR,
            f"PostgreSQL {int(version) // 10_000} is too old.",
            f"The portal is tested from {OLDEST_SERVER} on.",
            "Upgrade it with pg_upgrade, after a backup.",
        )
    differs = abs(datetime.now(UTC) - clock)
    if differs > CLOCK_MAY_DIFFER:
        yield Finding(
            "doctor.clocks-differ",
            Level.WARNING,
            f"The clocks of this machine and the database differ by {differs.seconds:,} s.",
            "Second factors, links that expire and due dates are judged by both.",
            "Run a time service (systemd-timesyncd) on both.",
        )


def _scanner() -> Iterator[Finding]:
    if not settings.CLAMD_ADDRESS:
        yield Finding(
            "doctor.no-virus-scanner",
            Level.WARNING,
            "Uploads are not scanned for viruses.",
            "Customers and staff download each other's files.",
            "Install clamav-daemon and set CLAMD_ADDRESS to its socket.",
        )
        return
    if not is_answering():
        yield Finding(
            "doctor.virus-scanner-down",
            Level.ERROR,
            f"The virus scanner at {settings.CLAMD_ADDRESS} does not answer.",
            "Every upload is refused meanwhile.",
            "systemctl start clamav-daemon",
        )


def _rows(sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    except DatabaseError:
        return []  # not migrated yet, which the checks say


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (_workers, _jobs, _disk, _server, _scanner)
