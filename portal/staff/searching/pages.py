"""The page of the search."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.staff.searching.customers import find_customers, find_people, find_saved_methods
from portal.staff.searching.documents import find_documents
from portal.staff.searching.records import find_numbered, find_orders, find_products
from portal.staff.searching.results import Found

MIN_LENGTH = 2
MAX_LENGTH = 100
# In the order of the answer.
FINDERS = (
    find_customers,
    find_documents,
    find_orders,
    find_numbered,
    find_people,
    find_saved_methods,
    find_products,
)


@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """What was found of each kind this person may see, with what can be done about it: at most
    fifteen statements beside those of the frame, each by an index."""
    query = " ".join(request.GET.get("q", "").split())[:MAX_LENGTH]
    found = everything(query, request.user) if len(query) >= MIN_LENGTH else []
    context = {
        **admin.site.each_context(request),
        "title": _("Search"),
        "staff_query": query,
        "found": found,
        "is_too_short": len(query) < MIN_LENGTH,
    }
    return TemplateResponse(request, "admin/kit/search.html", context)


def everything(query: str, person: Any) -> list[Found]:
    """The kinds of which something was found."""
    found = [one for find in FINDERS for one in find(query, person)]
    return [one for one in found if one.hits]
