from django.http import HttpResponse

from accounts.access import CustomerRequest, Verb, allows, customer_view
from billing.documents.status import days_overdue
from billing.holds import way_out
from billing.payments.pending import under_way
from billing.payments.planning.items_to_pay import MOST_DEBTS
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_PROFILE)
def hold_detail(request: CustomerRequest) -> HttpResponse:
    """Why the account is on hold, since when, and what ends it; the figures only for those who
    may see invoices."""
    customer, today = request.customer, request.organization.today()
    context: dict[str, object] = {"way_out": None, "rows": [], "may_pay": False}
    if customer.is_on_hold and allows(request.membership, Verb.SEE_BILLING, customer):
        out = way_out(customer, today=today, most=MOST_DEBTS)
        coming = under_way([item.pk for item in out.items])
        context |= {
            "way_out": out,
            "rows": [(item, days_overdue(item, today), coming.get(item.pk)) for item in out.items],
            "may_pay": allows(request.membership, Verb.PAY, customer),
        }
    return page(request, "billing/hold_detail.jinja", context)
