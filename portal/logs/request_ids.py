"""One number for each request, in the log, in the answer and on the error page."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger("foyer.requests")

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Of the request that is being answered; empty outside one."""
    return _current.get()


def number_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give the request the number that a trusted proxy gave it, or one of its own, and log one
    line about it: the view and never the address, the person and never their name."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request_id = _given(request) or uuid4().hex
        token = _current.set(request_id)
        began = time.monotonic()
        try:
            response = get_response(request)
            response.headers[HEADER] = request_id
            _log(request, response.status_code, time.monotonic() - began)
        finally:
            _current.reset(token)
        return response

    return middleware


def _given(request: HttpRequest) -> str | None:
    given: str | None = request.headers.get(HEADER)
    is_believed = settings.TRUSTED_PROXY_COUNT > 0
    return given if given and is_believed and ACCEPTED.fullmatch(given) else None


def _log(request: HttpRequest, status: int, seconds: float) -> None:
    if not logger.isEnabledFor(logging.INFO):
        return
    match = request.resolver_match
    about = {
        "method": request.method,
        "view": match.view_name if match else None,
        "status": status,
        "milliseconds": round(seconds * 1000),
        # Only where the view has asked for the person: none is looked up for the log.
        "user": getattr(getattr(request, "_cached_user", None), "pk", None),
    }
    logger.info("request", extra={"about": about})
