from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, customer_view
from billing.documents.applied import applications_of, retainers_paid_by, went_back
from billing.documents.parties import payer_of
from billing.documents.status import DocumentStatus, payment_status
from billing.documents.timeline import payment_events
from billing.lists import PAYMENTS
from billing.models import JournalEntry, OpenItem, Payment, PaymentAttempt
from billing.payments.along import settled_along
from billing.payments.on_its_way import on_its_way
from billing.payments.timeline import timeline
from billing.views.lookup import (
    MOST_LINES,
    companies_seen,
    find_by_number,
    hand_out,
    pages_of,
    shown_list,
)
from portal.kit.rendering import page

Kind = JournalEntry.Kind


@dataclass(frozen=True, slots=True)
class PaymentRow:
    item: OpenItem
    url: str
    is_void: bool
    standing: DocumentStatus


@customer_view(Verb.SEE_BILLING)
def payment_list(request: CustomerRequest) -> HttpResponse:
    """Every payment, void ones included, or those of one kind."""
    asked = PAYMENTS.asked(
        request.GET, companies=companies_seen(request), today=request.organization.today()
    )
    listing = asked.page()
    page_of = pages_of("billing:payment-detail")
    back = went_back(item.pk for item in listing.rows)
    context: dict[str, object] = {
        **shown_list(asked, listing),
        "moving": on_its_way(request.customer),
        "rows": [_row(item, page_of(item.number), back.get(item.pk, {})) for item in listing.rows],
    }
    return page(
        request,
        "billing/payment_list.html",
        context,
        partials=("payment-table",),
        status=asked.code,
    )


def _row(item: OpenItem, url: str, back: dict[str, Decimal]) -> PaymentRow:
    status = item.payment.status
    standing = payment_status(
        item,
        status,
        refunded=back.get(Kind.REFUND, Decimal(0)),
        taken_back=back.get(Kind.DISPUTE, Decimal(0)),
    )
    return PaymentRow(item, url, status == Payment.Status.VOID, standing)


def _payment(request: CustomerRequest, number: str) -> Payment:
    payments = Payment.objects.for_customers(companies_seen(request))
    payment: Payment = find_by_number(payments.select_related("open_item", "customer"), number)
    return payment


@customer_view(Verb.SEE_BILLING)
def payment_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """The receipt: what the payment was used for, what was refunded and what is left."""
    payment = _payment(request, number)
    applied = applications_of(payment.open_item)
    attempt = PaymentAttempt.objects.filter(payment=payment).first()
    shown = applied.live if request.GET.get("lines") == "all" else applied.live[:MOST_LINES]
    context: dict[str, object] = {
        "payment": payment,
        "status": payment_status(
            payment.open_item,
            payment.status,
            refunded=applied.refunded,
            taken_back=applied.disputed,
        ),
        "applied": applied,
        "lines": shown,
        "retainers": retainers_paid_by(payment.open_item),
        "credits_applied": settled_along(payment),
        "payer": payer_of(payment.customer),
        "timeline": timeline(attempt) if attempt else [],
        "events": payment_events(payment, applied),
    }
    return page(request, "billing/payment_detail.jinja", context)


@customer_view(Verb.SEE_BILLING)
def payment_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The receipt, as things stand now."""
    payment = _payment(request, number)
    return hand_out(request, payment, f"{_('Receipt')}-{payment.number}")
