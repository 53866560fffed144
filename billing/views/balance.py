from django.http import HttpResponse

from accounts.access import CustomerRequest, Verb, customer_view
from billing.ageing import ageing_of, open_counts, overdue_of
from billing.balance import balance_for
from billing.models import OpenItem
from billing.overview.account_summary import unused_of
from billing.statements.ageing_table import ageing_rows
from billing.statements.breakdown import balance_terms
from portal.kit.web.rendering import page
from portal.kit.web.requests import of_portal

MOST = 100


@customer_view(Verb.SEE_BILLING)
def balance_detail(request: CustomerRequest) -> HttpResponse:
    """How the net balance is made up, down to the documents: the oldest hundred of each side."""
    today = request.organization.today()
    balance = balance_for(request.customer, today=today)
    counts = open_counts(request.customer, today=today)
    # The menu shows the same number: it need not count again.
    of_portal(request).overdue_count = overdue_of(counts)
    ages = ageing_rows(ageing_of(balance), today=today, counts=counts)
    outstanding = OpenItem.objects.for_customer(request.customer).invoices().open()
    context: dict[str, object] = {
        "today": today,
        "balance": balance,
        "terms": balance_terms(balance),
        "ages": [row for row in ages if row.age],
        "invoices": list(outstanding.order_by("due_on", "id")[:MOST]),
        "unused": list(unused_of(request.customer)[:MOST]),
        "most": MOST,
        "currency": balance.currency,
    }
    return page(request, "billing/balance_detail.jinja", context)
