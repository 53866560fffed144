from django.http import HttpResponse

from accounts.access import CustomerRequest, Verb, customer_view
from billing.lists import DEPOSITS
from billing.views.lookup import companies_seen, shown_list
from portal.kit.rendering import page


@customer_view(Verb.SEE_BILLING)
def deposit_list(request: CustomerRequest) -> HttpResponse:
    """Payments of which something is left to use, or all that were received."""
    asked = DEPOSITS.asked(
        request.GET, companies=companies_seen(request), today=request.organization.today()
    )
    return page(
        request,
        "billing/deposit_list.html",
        shown_list(asked, asked.page()),
        partials=("deposit-table",),
        status=asked.code,
    )
