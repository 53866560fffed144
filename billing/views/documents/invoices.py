from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, allows, customer_view
from accounts.sharing.shared_links import links_to
from billing.documents.applications import applications_of
from billing.documents.disputes import open_dispute_of
from billing.documents.first_view import first_view_of, note_first_view
from billing.documents.issuing.tax import tax_groups
from billing.documents.status import invoice_status
from billing.documents.timeline import invoice_events
from billing.lists.definitions import INVOICES
from billing.models import Invoice
from billing.payments.expected_payments import expected_payments_on
from billing.payments.pending_list import announced_for
from billing.sharing.invoice import INVOICE
from billing.views.documents.document_list import document_list
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
def invoice_list(request: CustomerRequest) -> HttpResponse:
    """Invoices by tab, filtered and sorted; the outstanding ones when nothing is asked."""
    return document_list(request, INVOICES)


def _invoice(request: CustomerRequest, number: str) -> Invoice:
    issued = Invoice.objects.for_customers(companies_seen(request)).issued()
    invoice: Invoice = find_by_number(
        issued.select_related("open_item__first_view__seen_by", "customer"), number
    )
    return invoice


@customer_view(Verb.SEE_BILLING)
def invoice_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """The invoice, what was applied to it and when, and what is left to pay."""
    invoice = _invoice(request, number)
    item = item_of(invoice)
    today = request.organization.today()
    lines = list(invoice.lines.all())
    shown = lines if request.GET.get("lines") == "all" else lines[:MAX_LINES]
    applied = applications_of(item)
    first_view = first_view_of(item)
    if request.view_as is None:
        note_first_view(item, by=request.user)
    is_own = invoice.customer_id == request.customer.pk
    may_pay = invoice.open > 0 and allows(request.membership, Verb.PAY, invoice.customer)
    promised = expected_payments_on(
        invoice,
        item,
        today=today,
        with_links=allows(request.membership, Verb.PAY, invoice.customer),
    )
    context: dict[str, object] = {
        "invoice": invoice,
        "place": place_in_list(request, item, "billing:invoice-detail"),
        "status": invoice_status(item, invoice.status, today),
        "lines": shown,
        "all_lines_url": url_with(request.GET, lines="all"),
        "line_count": len(lines),
        "tax_groups": tax_groups(lines, invoice.currency),
        "applied": applied,
        "events": invoice_events(
            invoice, item, applied, today=today, first_view=first_view, promised=promised
        ),
        "announced": announced_for([item.pk]).get(item.pk) if invoice.open else None,
        "dispute": open_dispute_of(invoice) if invoice.open else None,
        "may_share": (may_share := _may_share(request, invoice)),
        "links": links_to(invoice.customer, INVOICE, number=number) if may_share else [],
        "may_pay": may_pay,
        "may_report": may_pay and is_own,
        "is_own": is_own,
        "messages_url": messages_url(request, "invoice", invoice),
    }
    return page(request, "billing/invoice_detail.jinja", context)


def _may_share(request: CustomerRequest, invoice: Invoice) -> bool:
    """One shares the documents of the company one acts for."""
    is_own = invoice.customer_id == request.customer.pk
    return is_own and allows(request.membership, Verb.SHARE, request.customer)


@customer_view(Verb.SEE_BILLING)
def invoice_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The invoice as it was issued, to keep or print."""
    invoice = _invoice(request, number)
    return hand_out(request, invoice, f"{_('Invoice')}-{invoice.number}")
