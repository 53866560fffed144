"""What the bank remembers: records by number, in a file that web and workers share."""

from __future__ import annotations

import json
import sqlite3
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from billing.payments.gateways.base import GatewayRefused
from billing.payments.gateways.guard import refuse_in_transaction

Record = dict[str, Any]
TABLE = "CREATE TABLE IF NOT EXISTS record (id TEXT PRIMARY KEY, key TEXT UNIQUE, body TEXT)"
CHANGE = (
    "UPDATE record SET body = json_patch(body, ?)"
    " WHERE id = ? AND json_extract(body, '$.status') = ?"
)


def make(prefix: str, /, *, key: object = None, **fields: Any) -> Record:
    """A new record; the same `key` is the same record, as it is now."""
    number = f"{prefix}-{uuid4().hex}"
    once = f"{prefix} {key}" if key else number
    body = json.dumps({"id": number, "at": timezone.now().timestamp(), **fields})
    _run("INSERT OR IGNORE INTO record VALUES (?, ?, ?)", number, once, body)
    return _announced(_run("SELECT body FROM record WHERE key = ?", once)[0])


def find(number: str) -> Record:
    for record in _run("SELECT body FROM record WHERE id = ?", number):
        return record
    raise GatewayRefused(f"No such number: {number}")


def change(number: str, was: str, **fields: Any) -> Record:
    """Change what has this status and nothing else; the record as it is then."""
    _run(CHANGE, json.dumps(fields), number, was)
    return _announced(find(number))


def every(prefix: str, /, **fields: Any) -> list[Record]:
    """The records of a kind, or of every kind, in which all of this is so, oldest first."""
    records = _run(
        "SELECT body FROM record WHERE id LIKE ? ORDER BY rowid", f"{prefix}-%" if prefix else "%"
    )
    return [one for one in records if fields.items() <= one.items()]


def take_events() -> list[Record]:
    """What the portal has not been told of yet, each once."""
    return _run("DELETE FROM record WHERE id LIKE 'event-%' RETURNING body")


def _announced(record: Record) -> Record:
    if not record["id"].startswith("event"):
        about = {name: record.get(name) or "" for name in ("charge_id", "attempt_id")}
        make("event", about=record["id"], **about)
    return record


def _run(statement: str, *values: str) -> list[Record]:
    """One statement, whole or not at all. Like any gateway, not within a transaction."""
    refuse_in_transaction()
    books = sqlite3.connect(settings.TEST_BANK_FILE, timeout=10, isolation_level=None)
    try:
        books.execute(TABLE)
        return [json.loads(body) for (body,) in books.execute(statement, values)]
    finally:
        books.close()
