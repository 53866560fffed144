"""Who may work on a batch: one command at a time, and one process on a chunk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The first half of PostgreSQL's pair of numbers that names an advisory lock.
RUN, CHUNK = 0x53544201, 0x53544202


@contextmanager
def alone_on(batch_id: int) -> Iterator[bool]:
    """Whether this is the one command that works on the batch, until the block ends. The lock
    is the session's: it goes with the process, however that dies."""
    asked = [RUN, batch_id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", asked)
        ((is_alone,),) = cursor.fetchall()
    try:
        yield bool(is_alone)
    finally:
        if is_alone:
            _unlock(asked)


@contextmanager
def holding_chunk(number: int) -> Iterator[None]:
    """Wait until nobody else works on this chunk, then keep others away from it."""
    asked = [CHUNK, number % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", asked)
    try:
        yield
    finally:
        _unlock(asked)


def _unlock(asked: list[int]) -> None:
    if connection.connection is None or connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", asked)
