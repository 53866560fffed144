"""The log as one JSON object a line, for whoever collects it."""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from portal.logs.hidden_secrets import SECRET_PATHS
from portal.logs.request_ids import current_request_id

EMAIL = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:=]+")
QUERY = re.compile(r"(/[^\s?'\"]*)\?[^\s'\"]+")

# As procrastinate writes a job: task[12](to='…').
ARGUMENTS = re.compile(r"(\w\[\d+\])\(.*\)", re.DOTALL)


class JsonLines(logging.Formatter):
    """Keeps what finds a fault and leaves out what tells of people: email addresses, the part of
    an address behind “?”, what a job was given, and the text of an exception, which may quote a row
    of the database.
    An exception is told by its type, PostgreSQL's code and the lines it passed through."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _without_people(record.getMessage()),
        }
        if request_id := current_request_id():
            line["request_id"] = request_id
        line |= getattr(record, "about", {})
        if record.exc_info and record.exc_info[0]:
            line["exception"] = _told(record.exc_info[1])
        return json.dumps(line, default=str, ensure_ascii=False)


def _without_people(text: str) -> str:
    text = ARGUMENTS.sub(r"\1(…)", SECRET_PATHS.sub(r"\1…", text))
    return EMAIL.sub("…", QUERY.sub(r"\1?…", text))


def _told(error: BaseException | None) -> list[dict[str, Any]]:
    """What went wrong first is last."""
    told: list[dict[str, Any]] = []
    while error is not None and len(told) < 5:
        frames = traceback.extract_tb(error.__traceback__)
        one: dict[str, Any] = {
            "type": f"{type(error).__module__}.{type(error).__qualname__}",
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        if state := getattr(error, "sqlstate", None):
            one["sqlstate"] = state
        told.append(one)
        error = error.__cause__ or error.__context__
    return told
