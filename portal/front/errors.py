"""Error pages that say what to do and leak nothing. None depends on the database."""

import sys
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.access import open_view
from portal.kit.files.storage import is_no_room
from portal.logs.request_ids import current_request_id

RETRY_SECONDS = "30"
# Of connections that broke, were refused or shut down.
LOST = ("08", "57P")


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return HttpResponse(error_text(f"{status}.html", request), status=status)


def error_text(template: str, request: HttpRequest) -> str:
    """The page in the seller's look, which is one statement; without it where the database cannot
    be asked."""
    try:
        return render_to_string(template, _reference(), request=request)
    except DatabaseError:
        return render_to_string(template, _reference())


def _reference() -> dict[str, str]:
    """What somebody who calls for help can name, and whoever looks finds in the log."""
    return {"request_id": current_request_id()}


@open_view
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


@open_view
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


@open_view
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


@open_view
def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """500; 503 where the portal is sound, and only its disk is full or its database away."""
    error = sys.exc_info()[1]
    if is_no_room(error):
        return _for_a_while("503_disk.html")
    if _has_lost_database(error):
        return _for_a_while("503.html")
    return HttpResponse(render_to_string("500.html", _reference()), status=500)


def _for_a_while(template: str) -> HttpResponse:
    return HttpResponse(
        render_to_string(template, _reference()),
        status=503,
        headers={"Retry-After": RETRY_SECONDS},
    )


def _has_lost_database(error: BaseException | None) -> bool:
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(LOST)
