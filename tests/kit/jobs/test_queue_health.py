from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from portal.kit.jobs.queue_health import (
    NOTE_HEARTBEAT,
    Problem,
    QueueHealth,
    QueueStatus,
    begin_alarm,
    end_alarm,
    queue_health,
)

pytestmark = pytest.mark.django_db


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def register_worker(*, seconds_ago: int) -> None:
    run(
        "INSERT INTO procrastinate_workers (last_heartbeat)"
        f" VALUES (now() - interval '{seconds_ago} seconds')"
    )


def queue_job(*, minutes_ago: int, scheduled_in: timedelta | None = None) -> None:
    task = app.configure_task(
        "portal.kit.tasks.send_mail",
        schedule_at=timezone.now() + scheduled_in if scheduled_in else None,
    )
    job_id = task.defer(address="a@example.com", subject="", text="", html="")
    run(
        f"UPDATE procrastinate_events SET at = now() - interval '{minutes_ago} minutes'"
        f" WHERE job_id = {job_id}"
    )


def test_queue_without_a_worker_has_a_problem(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        health = queue_health()
    assert health.problem is Problem.NO_WORKER
    assert health.last_heartbeat is None


def test_worker_heard_of_lately_is_none(two_roles) -> None:
    register_worker(seconds_ago=50)
    assert queue_health().problem is None


def test_silent_worker_does_not_count() -> None:
    register_worker(seconds_ago=70)
    health = queue_health()
    assert health.problem is Problem.NO_WORKER
    assert health.last_heartbeat is not None


def test_last_heartbeat_outlives_the_worker_that_signed_off() -> None:
    run(NOTE_HEARTBEAT)
    assert queue_health().workers == 0
    assert queue_health().last_heartbeat is not None


def test_job_that_waits_for_a_quarter_of_an_hour_is_old() -> None:
    register_worker(seconds_ago=1)
    queue_job(minutes_ago=14)
    assert queue_health().problem is None
    queue_job(minutes_ago=16)
    run("UPDATE procrastinate_events SET at = at - interval '2 minutes'")
    assert queue_health().problem is Problem.OLD_JOBS
    assert queue_health().waiting == 2


def test_job_for_later_is_not_old_before_its_time() -> None:
    register_worker(seconds_ago=1)
    queue_job(minutes_ago=600, scheduled_in=timedelta(hours=1))
    health = queue_health()
    assert (health.problem, health.waiting) == (None, 0)
    queue_job(minutes_ago=600, scheduled_in=timedelta(minutes=-16))
    assert queue_health().problem is Problem.OLD_JOBS


def health_at(minutes: int, *, workers: int) -> QueueHealth:
    start = timezone.now().replace(minute=0)
    return QueueHealth(start + timedelta(minutes=minutes), workers, None, 0, None)


def test_operators_hear_of_an_incident_once_and_of_the_next_again() -> None:
    poll_count = [
        (0, 0),
        (4, 0),
        (5, 0),
        (6, 0),
        (60, 0),
        (61, 1),
        (62, 0),
        (66, 0),
        (67, 0),
        (68, 0),
    ]
    told = [at for at, workers in poll_count if begin_alarm(health_at(at, workers=workers))]
    assert told == [5, 67]


def test_operators_who_could_not_be_told_are_told_later() -> None:
    begin_alarm(health_at(0, workers=0))
    assert begin_alarm(health_at(6, workers=0))
    end_alarm()
    assert begin_alarm(health_at(7, workers=0))


def test_status_has_one_row() -> None:
    begin_alarm(health_at(0, workers=0))
    assert QueueStatus.objects.count() == 1
