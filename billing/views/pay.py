from django.http import HttpResponse

from accounts.access import CustomerRequest, Verb, customer_view
from billing.balance import balance_for
from billing.models import OpenItem
from portal.kit.listing import list_page
from portal.kit.rendering import page

SORTS = {"due_on": "due_on", "open": "open"}


@customer_view(Verb.PAY)
def payment_new(request: CustomerRequest) -> HttpResponse:
    """What can be paid now, oldest due first, and how to pay it."""
    today = request.organization.today()
    payable = (
        OpenItem.objects.for_customer(request.customer)
        .filter(kind__in=[OpenItem.Kind.INVOICE, OpenItem.Kind.RETAINER])
        .open()
    )
    number = request.GET.get("invoice", "")
    context: dict[str, object] = {
        "today": today,
        "balance": balance_for(request.customer, today=today),
        "listing": list_page(
            payable.filter(number=number) if number else payable, request.GET, sorts=SORTS
        ),
        "number": number,
    }
    return page(request, "billing/payment_new.html", context, partials=("payable-table",))
