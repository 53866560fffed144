"""Whether the portal lives, whether it can serve, and whether its queue is worked off.

Each answers with one word, to anybody, under whatever host name a probe uses.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from accounts.access import open_view
from portal.front.metrics import metrics
from portal.kit.jobs.queue_health import Problem, queue_health

DATABASE = "database"
OK = "ok"


@open_view
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return _word(OK)


@open_view
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """The process answers and reaches its database; 503 and `database` otherwise.

    A portal whose worker is gone still serves: 200, and the word of `/workerz` instead of `ok`.
    """
    try:
        problem = queue_health().problem
    except DatabaseError:
        return _word(DATABASE, status=503)
    return _word(problem or OK)


@open_view
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Jobs are being done. 503 and `worker` when no worker runs, `jobs` when some wait for too
    long, `database` when that cannot be told."""
    try:
        problem: Problem | None = queue_health().problem
    except DatabaseError:
        return _word(DATABASE, status=503)
    return _word(problem, status=503) if problem else _word(OK)


PATHS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": live,
    "/readyz": ready,
    "/workerz": worker,
    "/metrics": metrics,
}


def answer(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer probes before anything asks for their host, their session or https."""

    def middleware(request: HttpRequest) -> HttpResponse:
        view = PATHS.get(request.path)
        return view(request) if view is not None else get_response(request)

    return middleware


def _word(word: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain")
