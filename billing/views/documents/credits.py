from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, allows, customer_view
from billing.documents.applications import applications_of
from billing.documents.issuing.tax import tax_groups
from billing.documents.status import credit_status
from billing.documents.timeline import credit_events
from billing.lists.definitions import CREDITS
from billing.models import CreditNote
from billing.views.documents.document_list import credit_kinds, document_list
from billing.views.lookup import (
    MAX_LINES,
    companies_seen,
    find_by_number,
    hand_out,
    item_of,
    messages_url,
    place_in_list,
)
from portal.kit.lists.paging import url_with
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_BILLING)
def credit_list(request: CustomerRequest) -> HttpResponse:
    """Credit notes: those with something left to use, or all."""
    return document_list(request, CREDITS, {"kinds": credit_kinds(request)})


def _credit_note(request: CustomerRequest, number: str) -> CreditNote:
    issued = CreditNote.objects.for_customers(companies_seen(request)).issued()
    related = issued.select_related("open_item", "customer", "invoice")
    credit_note: CreditNote = find_by_number(related, number)
    return credit_note


@customer_view(Verb.SEE_BILLING)
def credit_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """The credit note, what it was used for, what was refunded and what is left."""
    credit_note = _credit_note(request, number)
    item = item_of(credit_note)
    lines = list(credit_note.lines.all())
    shown = lines if request.GET.get("lines") == "all" else lines[:MAX_LINES]
    applied = applications_of(item)
    context: dict[str, object] = {
        "credit_note": credit_note,
        "place": place_in_list(request, item, "billing:credit-detail"),
        "status": credit_status(item, credit_note.status),
        "lines": shown,
        "all_lines_url": url_with(request.GET, lines="all"),
        "line_count": len(lines),
        "tax_groups": tax_groups(lines, credit_note.currency),
        "applied": applied,
        "events": credit_events(credit_note, applied),
        "messages_url": messages_url(request, "credit_note", credit_note),
        "may_use": item.open > 0
        and credit_note.customer_id == request.customer.pk
        and allows(request.membership, Verb.PAY, request.customer),
    }
    return page(request, "billing/credit_detail.jinja", context)


@customer_view(Verb.SEE_BILLING)
def credit_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The credit note as it was issued."""
    credit_note = _credit_note(request, number)
    return hand_out(request, credit_note, f"{_('Credit note')}-{credit_note.number}")
