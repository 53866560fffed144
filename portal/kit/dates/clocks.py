"""Whether this machine's clock and the database's agree.

Sessions, codes, signatures of webhooks and payments' days all rest on them.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

logger = logging.getLogger(__name__)

MAX_APART = timedelta(seconds=30)
LOG_AGAIN = timedelta(hours=1)
READ_CLOCK = "SELECT clock_timestamp() AS now"


class ClockWatch:
    """Says in the log that the clocks differ: when they begin to, and every hour while they do."""

    def __init__(self) -> None:
        self._told: datetime | None = None

    def compare(self, theirs: datetime) -> timedelta:
        """How far this machine's clock is ahead of the database's moment `theirs`, just read."""
        now = timezone.now()
        ahead = now - theirs
        if abs(ahead) <= MAX_APART:
            self._told = None
        elif self._told is None or abs(now - self._told) >= LOG_AGAIN:
            self._told = now
            logger.error(
                "This machine's clock is %d seconds %s the database's. Set both by NTP: until"
                " then webhooks are refused, and codes and sessions end at the wrong time.",
                abs(ahead).total_seconds(),
                "ahead of" if ahead > timedelta(0) else "behind",
            )
        return ahead

    def look(self) -> timedelta:
        """Compare with the database's clock now. One statement."""
        with connection.cursor() as cursor:
            cursor.execute(READ_CLOCK)
            return self.compare(cursor.fetchone()[0])
