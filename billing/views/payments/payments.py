from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from accounts.audit.events import record
from accounts.sign_in.rate_limits import limited
from billing.documents.applications import applications_of, retainers_paid_by
from billing.documents.issuing.parties import payer_of
from billing.documents.status import payment_status
from billing.documents.timeline import payment_events
from billing.downloads.receipt_mail import ask_receipt
from billing.lists.definitions import PAYMENTS
from billing.models import Payment, PaymentAttempt
from billing.payments.online.timeline import timeline
from billing.payments.pending_list import pending_entries
from billing.payments.planning.credit_application import credits_applied_with
from billing.views.documents.document_list import document_list
from billing.views.lookup import (
    MAX_LINES,
    companies_seen,
    find_by_number,
    hand_out,
    messages_url,
    place_in_list,
    see_other,
)
from portal.kit.lists.paging import url_with
from portal.kit.web.rendering import page

MAIL_RATE = "20/h/user"


@customer_view(Verb.SEE_BILLING)
def payment_list(request: CustomerRequest) -> HttpResponse:
    """Every payment, void ones included, or those of one kind; above them, what is on its way."""
    return document_list(request, PAYMENTS, {"moving": pending_entries(request.customer)})


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
    shown = applied.live if request.GET.get("lines") == "all" else applied.live[:MAX_LINES]
    context: dict[str, object] = {
        "payment": payment,
        "place": place_in_list(request, payment.open_item, "billing:payment-detail"),
        "status": payment_status(
            payment.open_item,
            payment.status,
            refunded=applied.refunded,
            taken_back=applied.disputed,
        ),
        "applied": applied,
        "lines": shown,
        "all_lines_url": url_with(request.GET, lines="all"),
        "retainers": retainers_paid_by(payment.open_item),
        "credits_applied": credits_applied_with(payment),
        "payer": payer_of(payment.customer),
        "timeline": timeline(attempt) if attempt else [],
        "events": payment_events(payment, applied),
        "messages_url": messages_url(request, "payment", payment),
    }
    return page(request, "billing/payment_detail.jinja", context)


@customer_view(Verb.SEE_BILLING)
def payment_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The receipt, as things stand now."""
    payment = _payment(request, number)
    return hand_out(request, payment, f"{_('Receipt')}-{payment.number}")


@customer_view(Verb.SEE_BILLING)
@require_POST
@limited("receipt-mail", MAIL_RATE)
def receipt_mail_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Send the receipt to the person who asks, and go back to the page they asked on."""
    payment = _payment(request, number)
    ask_receipt(payment, request.user)
    record(
        "document.mailed",
        customer=payment.customer,
        subject=" ".join([_("Receipt"), str(payment.number)]),
    )
    sentence = _("Receipt %(number)s is on its way to %(email)s.")
    values = {"number": payment.number, "email": request.user.email}
    messages.success(request, sentence % values)
    attempt = PaymentAttempt.objects.for_customer(request.customer).filter(payment=payment).first()
    if attempt is not None and request.POST.get("attempt") == str(attempt.pk):
        return see_other(reverse("billing:attempt-detail", args=[attempt.pk]))
    return see_other(reverse("billing:payment-detail", args=[payment.number]))
