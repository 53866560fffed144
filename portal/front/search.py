"""Search: documents by number, reference or amount, and pages by name."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from accounts.access import CustomerRequest, Verb, allows, customer_view
from billing.documents.search import find_documents
from billing.views.lookup import companies_seen
from orders.finding import find_orders
from portal.front.menu import MenuItem
from portal.front.navigation import Shell
from portal.kit.web.rendering import page
from portal.kit.web.requests import of_portal

LONGEST = 100
MAX_PAGES = 5


@customer_view(Verb.SEE_PROFILE)
def search_list(request: CustomerRequest) -> HttpResponse:
    """What `?q=` names, of what this person may see: exact hits first. HTMX asks for the results
    alone while somebody types."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    may_see = allows(request.membership, Verb.SEE_BILLING, request.customer)
    seen = companies_seen(request) if may_see and text else []
    hits = find_documents(seen, text, today=request.organization.today())
    may_see_orders = allows(request.membership, Verb.SEE_ORDERS, request.customer)
    ordered = find_orders(request.customer, text) if may_see_orders and text else []
    context: dict[str, object] = {
        "q": text,
        "exact": [hit for hit in hits if hit.is_exact],
        "others": [hit for hit in hits if not hit.is_exact],
        "orders": ordered,
        "pages": pages_named(request, text),
        "companies": {one.pk: one.name for one in seen} if len(seen) > 1 else {},
        "all_url": f"{reverse('billing:invoice-list')}?{urlencode({'status': 'all', 'q': text})}"
        if may_see and text
        else "",
    }
    return page(request, "portal/search_list.jinja", context, partials=("search-results",))


def pages_named(request: CustomerRequest, text: str) -> list[MenuItem]:
    """The pages of this person's menu whose name holds `text`."""
    wanted = text.casefold()
    if not wanted:
        return []
    shell = Shell(request)
    items = shell.menu.items
    # The frame shows the same number: it need not count again.
    of_portal(request).overdue_count = shell.overdue_count
    return [item for item in items if wanted in item.label.casefold()][:MAX_PAGES]
