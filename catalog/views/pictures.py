from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control

from accounts.access import open_view
from catalog.pictures import find_by_address


@open_view
@cache_control(private=True, max_age=7 * 24 * 3600, immutable=True)
def picture_detail(request: HttpRequest, address: str) -> FileResponse:
    """A rendition, for whoever has its signed address. No statement."""
    path = find_by_address(address)
    if path is None:
        raise Http404
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/webp")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
