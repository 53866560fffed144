from django.http import HttpResponse

from accounts.access import CustomerRequest, Verb, allows, customer_view
from billing.documents.status import days_overdue
from billing.holds import release_conditions
from billing.payments.pending import pending_by_item
from billing.payments.planning.items_to_pay import MAX_PAYABLE_ITEMS
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_PROFILE)
def hold_detail(request: CustomerRequest) -> HttpResponse:
    """Why the account is on hold, since when, and what ends it; the figures only for those who
    may see invoices."""
    customer, today = request.customer, request.organization.today()
    context: dict[str, object] = {"release_conditions": None, "rows": [], "may_pay": False}
    if customer.is_on_hold and allows(request.membership, Verb.SEE_BILLING, customer):
        out = release_conditions(customer, today=today, most=MAX_PAYABLE_ITEMS)
        coming = pending_by_item([item.pk for item in out.items])
        context |= {
            "release_conditions": out,
            "rows": [(item, days_overdue(item, today), coming.get(item.pk)) for item in out.items],
            "may_pay": allows(request.membership, Verb.PAY, customer),
        }
    return page(request, "billing/hold_detail.jinja", context)
