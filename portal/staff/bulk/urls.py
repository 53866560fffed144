"""The addresses of acts with many customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from portal.staff.bulk import pages


def bulk_urls(admin_view: Callable[[Any], Any]) -> list[URLPattern]:
    """Each behind the staff's door."""
    own = [
        ("<int:pk>/", pages.result_view, "bulk-result"),
        ("<int:pk>/undo/", pages.undo_view, "bulk-undo"),
        ("<slug:name>/", pages.bulk_view, "bulk"),
    ]
    return [
        path(f"customers/bulk/{route}", admin_view(view), name=name) for route, view, name in own
    ]
