"""One answer to "the page or a part of it?" for every view that HTMX may ask."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from portal.kit.web.requests import of_portal


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, object],
    partials: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or only the partial of it that HTMX is about to swap.

    A partial bears the id of the element it replaces. A boosted link, a history restore or a
    target that is not in `partials` gets the whole page.
    """
    htmx = of_portal(request).htmx
    target = htmx.target if htmx and not htmx.boosted and not htmx.history_restore_request else ""
    name = f"{template}#{target}" if target in partials else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response
