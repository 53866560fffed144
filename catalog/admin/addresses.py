"""Which row a staff page is about, for fields that offer only what belongs to it."""

from __future__ import annotations

from django.http import HttpRequest

from portal.kit.staff.admin import is_row_number


def row_in_address(request: HttpRequest) -> int | None:
    """The number of the object in the address; None on a page that makes a new one."""
    match = request.resolver_match
    number = match.kwargs.get("object_id") if match else None
    return int(number) if number is not None and is_row_number(number) else None
