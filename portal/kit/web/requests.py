"""What the portal's middleware puts on every request, for those who read it."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PortalRequest(HttpRequest):
    """A request on its way through the portal. Rooms say more exactly what theirs holds."""

    htmx: HtmxDetails
    # Of `accounts.middleware`; of whoever has signed in.
    membership: Any
    customer: Any
    companies: Any
    reached: Any
    organization: Any
    view_as: Any
    # What a view has counted already, so that the frame does not count it again.
    overdue_count: int


def of_portal(request: HttpRequest) -> PortalRequest:
    """The same request, its attributes known to readers and to mypy."""
    return cast("PortalRequest", request)
