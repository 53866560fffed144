from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from accounts.access import CustomerRequest, Verb, customer_view
from billing.forms import ListFilterForm
from billing.models import OpenItem, Payment
from billing.views.lookup import companies_seen
from portal.kit.listing import list_page, tabs
from portal.kit.rendering import page

TABS = {"open": gettext_lazy("Available"), "all": gettext_lazy("All payments")}
SORTS = {"number": "-number", "issued_on": "-issued_on", "total": "-total", "open": "-open"}


@customer_view(Verb.SEE_BILLING)
def deposit_list(request: CustomerRequest) -> HttpResponse:
    """Payments of which something is left to use, or all that were received."""
    form = ListFilterForm(request.GET, companies_seen(request))
    code = form.status_code
    status = "all" if request.GET.get("status") == "all" else "open"
    items = OpenItem.objects.for_customers(companies_seen(request)).payments()
    items = (
        items.open() if status == "open" else items.filter(payment__status=Payment.Status.RECEIVED)
    )
    context: dict[str, object] = {
        "form": form,
        "status": status,
        "tabs": tabs(request.GET, status, TABS),
        "listing": list_page(
            form.narrow(items.select_related("payment")),
            request.GET,
            sorts=SORTS,
            default="-issued_on",
        ),
    }
    return page(
        request, "billing/deposit_list.html", context, partials=("deposit-table",), status=code
    )
