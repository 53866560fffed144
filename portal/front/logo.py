"""The seller's logo, the one uploaded file that anybody may see."""

import mimetypes

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control

from accounts.access import open_view
from accounts.models import Organization


@open_view
@cache_control(public=True, max_age=300)
def logo_detail(request: HttpRequest) -> FileResponse:
    """The file as uploaded, never as anything that a browser would run."""
    logo = Organization.current().logo
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
