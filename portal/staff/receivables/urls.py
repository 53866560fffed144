"""The addresses of the pages about what all customers owe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from portal.staff.receivables import cash_pages, pages, work_pages


def receivables_urls(admin_view: Callable[[Any], Any]) -> list[URLPattern]:
    """Each behind the staff's door."""
    own = [
        ("", pages.ageing_view, "receivables"),
        ("worklist/", work_pages.worklist_view, "receivables-worklist"),
        ("worklist/<str:kind>/", work_pages.worklist_file_view, "receivables-worklist-file"),
        ("cash/", cash_pages.cash_view, "receivables-cash"),
        ("figures/", cash_pages.figures_view, "receivables-figures"),
        ("<str:kind>/", pages.ageing_file_view, "receivables-file"),
    ]
    return [path(f"receivables/{route}", admin_view(view), name=name) for route, view, name in own]
