"""Refusals in the log: who was refused what, by which rule."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("foyer.security")

SECRET_NAMES = frozenset({"token", "key", "uidb36"})


def log_refusals(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Write down what was refused: no right (403), too often (429), and an object that is not
    there for whoever is signed in (404 of an address that exists)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in (403, 404, 429):
            _log(request, response.status_code)
        return response

    return middleware


def _log(request: HttpRequest, status: int) -> None:
    match = request.resolver_match
    user_id = getattr(getattr(request, "user", None), "pk", None)
    if match is None or (status == 404 and user_id is None):
        return
    about: dict[str, Any] = {
        name: value for name, value in match.kwargs.items() if name not in SECRET_NAMES
    }
    logger.warning(
        "refused status=%s method=%s view=%s about=%s user=%s address=%s",
        status,
        request.method,
        match.view_name,
        about,
        user_id or "-",
        get_adapter().get_client_ip(request),
    )
