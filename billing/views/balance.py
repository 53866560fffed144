from django.http import HttpResponse

from accounts.access import CustomerRequest, Verb, allows, customer_view
from billing.ageing import ageing_of
from billing.ageing_table import ageing_rows
from billing.balance import balance_for
from billing.models import OpenItem
from portal.kit.rendering import page

MOST_UNAPPLIED = 100


@customer_view(Verb.SEE_BILLING)
def balance_detail(request: CustomerRequest) -> HttpResponse:
    """How the net balance is made up, down to the lists of what it is made of."""
    today = request.organization.today()
    unapplied = (
        OpenItem.objects.for_customer(request.customer)
        .filter(kind__in=[OpenItem.Kind.CREDIT_NOTE, OpenItem.Kind.PAYMENT])
        .open()
        .order_by("issued_on", "id")
    )
    balance = balance_for(request.customer, today=today)
    context: dict[str, object] = {
        "today": today,
        "balance": balance,
        "ageing": ageing_rows(ageing_of(balance), today=today),
        "unapplied": unapplied[:MOST_UNAPPLIED],
        "most_unapplied": MOST_UNAPPLIED,
        "may_pay": allows(request.membership, Verb.PAY, request.customer),
    }
    return page(request, "billing/balance_detail.html", context, partials=("balance-card",))
