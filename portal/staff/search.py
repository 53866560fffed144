"""One box over everything that staff search: each list's own search, a few rows of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

MAX_ROWS = 6
MIN_LENGTH = 2
MAX_LENGTH = 100
# In the order of the answer.
SEARCHED = (
    "accounts.Customer",
    "billing.Invoice",
    "billing.CreditNote",
    "billing.Retainer",
    "billing.Payment",
    "billing.Transfer",
    "orders.SalesOrder",
    "orders.Estimate",
    "support.Ticket",
    "support.SharedDocument",
    "accounts.User",
    "catalog.Product",
)


@dataclass(frozen=True, slots=True)
class Hit:
    text: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """The first rows of one list. `all_url` is the list with the same search, where it has more."""

    label: str
    hits: list[Hit]
    all_url: str | None


def search_view(request: HttpRequest) -> HttpResponse:
    """What was found in each list this person may see; one statement for each list."""
    query = " ".join(request.GET.get("q", "").split())[:MAX_LENGTH]
    found = everything(request, query) if len(query) >= MIN_LENGTH else []
    context = {
        **admin.site.each_context(request),
        "title": _("Search"),
        "staff_query": query,
        "found": found,
        "is_too_short": len(query) < MIN_LENGTH,
    }
    return TemplateResponse(request, "admin/kit/search.html", context)


def everything(request: HttpRequest, query: str) -> list[Found]:
    """The lists in which something was found."""
    found = []
    for label in SEARCHED:
        model_admin = admin.site.get_model_admin(apps.get_model(label))
        if model_admin.has_view_permission(request):
            found.append(_in_list(request, model_admin, query))
    return [one for one in found if one.hits]


def _in_list(request: HttpRequest, model_admin: Any, query: str) -> Found:
    rows, _has_doubles = model_admin.get_search_results(
        request, model_admin.get_queryset(request), query
    )
    related = model_admin.get_list_select_related(request)
    if isinstance(related, (list, tuple)) and related:
        rows = rows.select_related(*related)
    opts = model_admin.opts
    name = f"{opts.app_label}_{opts.model_name}"
    page = "admin:customer-page" if name == "accounts_customer" else f"admin:{name}_change"
    hits = [Hit(str(row), _note(row), reverse(page, args=[row.pk])) for row in rows[: MAX_ROWS + 1]]
    more = reverse(f"admin:{name}_changelist", query={"q": query})
    return Found(
        capfirst(opts.verbose_name_plural), hits[:MAX_ROWS], more if len(hits) > MAX_ROWS else None
    )


def _note(row: Any) -> str:
    """What tells rows of one name apart."""
    customer = getattr(row, "customer", None)
    if customer is not None:
        return str(customer)
    return str(getattr(row, "account_number", "") or getattr(row, "email", "") or "")
