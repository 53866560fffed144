import asyncio

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from procrastinate.contrib.django import app, procrastinate_app
from procrastinate.contrib.django.models import ProcrastinateJob

from portal.kit.jobs.queue_health import queue_health

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tasks():
    """Tasks of this test alone."""
    known = dict(procrastinate_app.current_app.tasks)
    yield procrastinate_app.current_app
    procrastinate_app.current_app.tasks.clear()
    procrastinate_app.current_app.tasks.update(known)


def work() -> None:
    # A browser test before this one in the same process leaves Playwright's loop running here.
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        call_command("run_worker", until_empty=True)
    finally:
        asyncio._set_running_loop(running)


def test_jobs_are_done_and_deleted(tasks) -> None:
    done = []
    job = tasks.task(name="test.job")(lambda: done.append(1))
    job.defer()
    work()
    assert done == [1]
    assert not ProcrastinateJob.objects.filter(task_name="test.job").exists()


def test_worker_says_that_it_lives_and_signs_off(tasks) -> None:
    seen = []
    tasks.task(name="test.job")(lambda: seen.append(queue_health().workers)).defer()
    work()
    assert seen == [1]
    health = queue_health()
    assert (health.workers, health.last_heartbeat is not None) == (0, True)


def test_job_queued_by_a_job_goes_with_its_transaction(tasks) -> None:
    done = []
    after = tasks.task(name="test.after")(lambda: done.append("after"))

    def fail() -> None:
        with transaction.atomic():
            after.defer()
            raise LookupError

    tasks.task(name="test.job")(fail).defer()
    work()
    assert done == []


def test_job_of_a_dead_worker_is_done_by_the_next(tasks) -> None:
    done = []
    tasks.task(name="test.job")(lambda: done.append(1)).defer()
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '40 seconds') RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM dead)"
        )
    work()
    assert done == [1]


def test_job_does_not_begin_on_a_connection_that_has_died(tasks) -> None:
    done = []

    def die() -> None:
        connection.ensure_connection()
        connection.connection.close()

    tasks.task(name="test.first")(die).defer()
    tasks.task(name="test.then")(lambda: done.append(queue_health().workers)).defer()
    work()
    assert done == [1]


def test_concurrency_is_at_least_one() -> None:
    with pytest.raises(CommandError):
        call_command("run_worker", concurrency=0)


def test_worker_is_known_to_the_queue_by_its_own_app() -> None:
    """Jobs are queued on Django's connection, also inside a worker."""
    assert type(app.connector).__name__ == "DjangoConnector"
