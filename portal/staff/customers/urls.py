"""The addresses of a customer's pages for staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from portal.staff.customers import aged, page, places, statement


def customer_urls(admin_view: Callable[[Any], Any]) -> list[URLPattern]:
    """Each behind the staff's door."""
    own = [
        ("", page.customer_view, "customer-page"),
        ("timeline/", page.timeline_view, "customer-timeline"),
        ("note/", page.note_view, "customer-note"),
        ("aged/", aged.items_view, "customer-aged"),
        ("statement/", statement.statement_view, "customer-statement"),
        ("statement/<str:kind>/", statement.statement_file_view, "customer-statement-file"),
        ("people/<int:place_pk>/", places.place_view, "customer-place"),
        (
            "invitations/<int:invitation_pk>/<str:act>/",
            places.invitation_view,
            "customer-invitation",
        ),
    ]
    return [
        path(f"customers/<int:pk>/{route}", admin_view(view), name=name)
        for route, view, name in own
    ]
