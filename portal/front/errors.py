"""Error pages that say what to do and leak nothing. They need no database."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.access import open_view


def _page(status: int) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


@open_view
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(400)


@open_view
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(403)


@open_view
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(404)


@open_view
def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    return _page(500)
