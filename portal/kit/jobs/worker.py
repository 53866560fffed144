"""The worker that outlives its database: procrastinate's own, begun again whenever PostgreSQL was
away.

procrastinate's worker ends, with success, when it loses its connection. Here that is no end: it
waits until the database answers, gives the jobs it had begun back to the queue, and goes on.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from contextlib import suppress
from typing import Any

import psycopg
import psycopg_pool
from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import procrastinate_app
from procrastinate.contrib.django.db_cleanup import (
    close_db_connections,
    close_db_connections_async,
)
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from portal.kit.dates.clocks import READ_CLOCK, ClockWatch
from portal.kit.jobs.queue_health import NOTE_HEARTBEAT

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10.0
# A worker silent for so long is dead, and its jobs are given to others.
DEAD_AFTER_SECONDS = 30.0
# How long a query waits for a connection before the worker begins again.
POOL_SECONDS = 5.0
RETRY_SECONDS = 1.0
LOG_AGAIN_SECONDS = 60.0
LOST = (ConnectorException, psycopg.OperationalError, psycopg_pool.PoolTimeout)


def run_worker(*, concurrency: int = 1, wait: bool = True) -> None:
    """Work the queue off until SIGTERM or SIGINT, which let running jobs finish.

    Without `wait` it returns once no job is due. The database may restart, die or not be there
    yet: that is waited for. Anything else that goes wrong is raised.
    """
    asyncio.run(_Runner(concurrency=concurrency, wait=wait).run())


async def rescue_stalled_jobs(app: App) -> None:
    """Give the jobs of dead workers back to the queue. Jobs are idempotent, so twice is safe."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS)
    for job in stalled:
        # Another worker may have rescued it in the meantime.
        with suppress(ConnectorException):
            await app.job_manager.retry_job(job)


class _Worker(Worker):
    """procrastinate's worker, whose end is never waited for in vain."""

    async def _shutdown(self, side_tasks: list[asyncio.Task[Any]]) -> None:
        await _end(*side_tasks)
        await super()._shutdown(side_tasks)


async def _end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel these until they have ended. One whose connection breaks while it is cancelled sees
    the one fault and not the other, and would go on."""
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _done, pending = await asyncio.wait(pending, timeout=1.0)


class _Runner:
    """One process's worker: procrastinate's, made anew for each life of the database."""

    def __init__(self, *, concurrency: int, wait: bool) -> None:
        self._concurrency = concurrency
        self._wait = wait
        self._ended = asyncio.Event()
        self._worker: Worker | None = None
        self._unregistered: int | None = None

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        while not self._ended.is_set():
            await self._until_the_database_answers()
            if self._ended.is_set():
                return
            try:
                await self._work()
            except LOST as error:
                logger.warning("The worker lost its database (%s) and begins again.", _told(error))
            else:
                if not self._wait:
                    return
                if not self._ended.is_set():
                    logger.warning("The worker lost its database and begins again.")

    def _end(self) -> None:
        self._ended.set()
        if self._worker is not None:
            self._worker.stop()  # type: ignore[no-untyped-call]  # theirs has no types

    async def _until_the_database_answers(self) -> None:
        loop = asyncio.get_running_loop()
        told_at: float | None = None
        while not self._ended.is_set():
            try:
                connection = await psycopg.AsyncConnection.connect(**_parameters())
            except psycopg.OperationalError as error:
                if told_at is None or loop.time() - told_at >= LOG_AGAIN_SECONDS:
                    told_at = loop.time()
                    logger.warning("The worker waits for the database: %s", _told(error))
                await self._pause()
            else:
                await connection.close()
                if told_at is not None:
                    logger.warning("The database answers; the worker goes on.")
                return

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), RETRY_SECONDS)

    async def _work(self) -> None:
        """Until stopped, or until the database is lost: then it returns or raises one of LOST."""
        # What jobs themselves left open does not outlive the server either.
        await sync_to_async(connections.close_all)()
        connector = PsycopgConnector(
            kwargs=_parameters(), min_size=1, max_size=4, timeout=POOL_SECONDS
        )
        # An app of its own: jobs that queue jobs do so on Django's connection, in the
        # transaction they are in.
        app = procrastinate_app.current_app.with_connector(connector)
        async with app.open_async():
            await self._give_back(app)
            worker = self._worker = _Worker(
                app,
                concurrency=self._concurrency,
                wait=self._wait,
                delete_jobs="successful",
                install_signal_handlers=False,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=DEAD_AFTER_SECONDS,
                # As procrastinate's app for Django does: no job begins on a dead connection.
                task_middleware=[close_db_connections, close_db_connections_async],
            )
            beating = asyncio.create_task(_beat(app))
            try:
                if not self._ended.is_set():
                    await worker.run()  # type: ignore[no-untyped-call]  # nor has this
            finally:
                # Still known only if the database could not be told that it ended.
                self._unregistered = worker.worker_id
                self._worker = None
                await _end(beating)

    async def _give_back(self, app: App) -> None:
        """What this process had begun in the database's former life has ended here."""
        if self._unregistered is not None:
            await app.job_manager.unregister_worker(self._unregistered)
            self._unregistered = None
        await rescue_stalled_jobs(app)


async def _beat(app: App) -> None:
    """Note in the database that a worker lives, for a time when none does, and compare clocks."""
    clocks = ClockWatch()
    while True:
        with suppress(ConnectorException):
            await app.connector.execute_query_async(NOTE_HEARTBEAT)
            row = await app.connector.execute_query_one_async(READ_CLOCK)
            clocks.compare(row["now"])
        await asyncio.sleep(HEARTBEAT_SECONDS)


def _parameters() -> dict[str, Any]:
    return {"connect_timeout": 5, **connector_params()}


def _told(error: BaseException) -> str:
    """The database's own words in one line."""
    cause = error.__cause__ or error
    return " ".join(str(cause).split()) or type(cause).__name__
