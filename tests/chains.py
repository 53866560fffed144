"""Helpers for tests of the hash chains: sealing in two steps, and events that are old."""

from __future__ import annotations

from datetime import datetime
from time import monotonic, sleep
from typing import Any

from portal.kit.db.seals import SealMark, seal

# The other half of a test run works on the same server, and sealing waits for its transactions.
PATIENCE_SECONDS = 300


def sealed() -> int:
    """Seal everything that is committed: the first call marks it, a later one seals it."""
    done = seal()
    until = monotonic() + PATIENCE_SECONDS
    while SealMark.objects.exists():
        assert monotonic() < until, "a transaction of another process has not ended"
        done += seal()
        sleep(0.02)
    return done


def sealed_some() -> None:
    """Seal until something is: for what is marked already, or will be."""
    until = monotonic() + PATIENCE_SECONDS
    while not seal():
        assert monotonic() < until, "a transaction of another process has not ended"
        sleep(0.02)


def old_event(owner_cursor: Any, kind: str, at: datetime, subject: str = "") -> None:
    """Write an event as if at that moment, past the trigger that writes down the moment."""
    owner_cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER stamped")
    owner_cursor.execute(
        "INSERT INTO accounts_auditevent (kind, at, subject, content_hash)"
        " VALUES (%s, %s, %s, audit_content(%s, NULL, NULL))",
        [kind, at, subject, subject],
    )
    owner_cursor.execute("ALTER TABLE accounts_auditevent ENABLE TRIGGER stamped")


def empty_history(owner_cursor: Any) -> None:
    """As if nothing had happened yet: what a test has made is in no batch with what is old."""
    owner_cursor.execute("ALTER TABLE accounts_auditevent DISABLE TRIGGER append_only")
    owner_cursor.execute("DELETE FROM accounts_auditevent")
    owner_cursor.execute("ALTER TABLE accounts_auditevent ENABLE TRIGGER append_only")
