"""Waiting for what happens elsewhere, in another thread or process, instead of for a time."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

# Only a test that fails waits as long.
PATIENCE_SECONDS = 60


def until(happened: Callable[[], bool]) -> None:
    """Return as soon as it has happened; fail when it does not."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def lock_is_awaited() -> bool:
    """Whether a session of this database waits for a lock of another's."""
    with connection.cursor() as cursor:
        # Within a transaction the sessions are looked at once and kept.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchall()[0][0])
