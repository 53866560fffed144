from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, allows, customer_view
from billing.documents.applications import payments_on
from billing.documents.issuing.parties import payer_of
from billing.documents.status import retainer_status
from billing.documents.timeline import retainer_events
from billing.lists.definitions import RETAINERS
from billing.models import Retainer
from billing.views.documents.document_list import document_list
from billing.views.lookup import (
    companies_seen,
    find_by_number,
    hand_out,
    item_of,
    messages_url,
    place_in_list,
)
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_BILLING)
def retainer_list(request: CustomerRequest) -> HttpResponse:
    """Retainer invoices: the unpaid, the paid, or all."""
    return document_list(request, RETAINERS)


def _retainer(request: CustomerRequest, number: str) -> Retainer:
    issued = Retainer.objects.for_customers(companies_seen(request)).issued()
    retainer: Retainer = find_by_number(issued.select_related("open_item", "customer"), number)
    return retainer


@customer_view(Verb.SEE_BILLING)
def retainer_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """The retainer invoice and the payments made on it."""
    retainer = _retainer(request, number)
    item = item_of(retainer)
    applied = payments_on(item)
    context: dict[str, object] = {
        "retainer": retainer,
        "place": place_in_list(request, item, "billing:retainer-detail"),
        "status": retainer_status(item, retainer.status),
        "applied": applied,
        "paid": applied.total(),
        "may_pay": retainer.open > 0 and allows(request.membership, Verb.PAY, retainer.customer),
        "is_own": retainer.customer_id == request.customer.pk,
        "payer": payer_of(retainer.customer),
        "events": retainer_events(retainer, applied),
        "messages_url": messages_url(request, "retainer", retainer),
    }
    return page(request, "billing/retainer_detail.jinja", context)


@customer_view(Verb.SEE_BILLING)
def retainer_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The retainer invoice as it was issued."""
    retainer = _retainer(request, number)
    return hand_out(request, retainer, f"{_('Retainer')}-{retainer.number}")
