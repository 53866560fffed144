from django.http import HttpResponse

from accounts.access import CustomerRequest, Verb, customer_view
from billing.sales.card import sales_card
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_BILLING)
def sales_detail(request: CustomerRequest) -> HttpResponse:
    """Customer sales on a page of its own, with every figure of the chart in a table."""
    card = sales_card(request.customer, request.GET, today=request.organization.today())
    return page(
        request,
        "billing/sales_detail.jinja",
        {"card": card},
        partials=("sales-card",),
        status=200 if card.form.is_valid() else 422,
    )
