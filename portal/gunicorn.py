"""gunicorn's settings, for the demo and for a real installation."""

import gc
import multiprocessing
import os
from typing import Any

from gunicorn.http import wsgi  # type: ignore[import-untyped]  # gunicorn has no types

# Which server this is tells an attacker which holes to try.
wsgi.SERVER = "web"

# Loaded once before forking: a portal that must not start ends here, with one sentence.
preload_app = True
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(multiprocessing.cpu_count(), 4))
threads = 4
max_requests = 5000
max_requests_jitter = 500
timeout = 60
graceful_timeout = 10
errorlog = "-"
loglevel = "warning"
if os.environ.get("LOG_FORMAT") == "json":
    logconfig_dict = {"formatters": {"generic": {"()": "portal.logs.json_lines.JsonLines"}}}


def when_ready(server: Any) -> None:
    """What is loaded now stays: the collector need not go through it on every request's behalf,
    and the processes forked from here share it."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """Each process looks after the queue; which of them tells the operators is settled in the
    database."""
    from portal import watchdog  # noqa: PLC0415 - needs the apps loaded

    watchdog.start()
