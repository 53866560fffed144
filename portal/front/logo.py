"""The seller's brand: logos, the only uploaded files that anybody may see, and the accent colour
as a stylesheet."""

import mimetypes

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control

from accounts.access import open_view
from accounts.models import Organization
from portal.kit.web.colours import accent_of


@open_view
@cache_control(public=True, max_age=300)
def logo_detail(request: HttpRequest) -> FileResponse:
    """The file as uploaded, never as anything that a browser would run."""
    return _answer(Organization.current().logo)


@open_view
@cache_control(public=True, max_age=300)
def dark_logo_detail(request: HttpRequest) -> FileResponse:
    """The logo for dark backgrounds."""
    return _answer(Organization.current().logo_dark)


@open_view
@cache_control(public=True, max_age=300)
def mark_logo_detail(request: HttpRequest) -> FileResponse:
    """The square mark."""
    return _answer(Organization.current().logo_mark)


def _answer(logo: FieldFile) -> FileResponse:
    if not logo:
        raise Http404
    try:
        file = logo.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    content_type = mimetypes.guess_type(str(logo.name))[0] or "application/octet-stream"
    response = FileResponse(file, content_type=content_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@open_view
@cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
def brand_detail(request: HttpRequest, accent: str) -> HttpResponse:
    """The seller's accent colour in both looks. Its address carries the colour, so it may be kept
    for ever."""
    try:
        colours = accent_of(f"#{accent}")
    except ValueError:
        raise Http404 from None
    return render(request, "frame/brand_css.jinja", {"accent": colours}, content_type="text/css")
