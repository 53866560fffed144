"""What has become of a payment that was begun online, and the gateway's own door."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, allows, customer_view, open_view
from accounts.sign_in.rate_limits import limited
from billing.checkout.outcome import Paid, paid_by, still_open
from billing.models import PaymentAttempt
from billing.payments.autopay.schedule import agreement_of, is_possible
from billing.payments.gateways.base import GatewayDown
from billing.payments.gateways.registry import card_gateway
from billing.payments.online import webhooks
from billing.payments.online.attempts import cancel, converge
from billing.payments.online.timeline import timeline
from billing.payments.planning.plan import PREPAYMENT
from billing.statements.breakdown import BreakdownLine
from billing.views.lookup import see_other
from portal.kit.money.format import written
from portal.kit.web.rendering import page

WEBHOOK_RATE = "1200/m/ip"
# On the address of the page: go on to the bank that asks, by itself. From there a form must not
# lead to a bank's page (the policy of the browser), a page may.
TO_BANK = "bank"
ENDED = (PaymentAttempt.State.FAILED, PaymentAttempt.State.CANCELLED)


def attempt_url(attempt: PaymentAttempt) -> str:
    """The page that tells how the attempt stands."""
    return reverse("billing:attempt-detail", args=[attempt.pk])


def again(attempt: PaymentAttempt) -> dict[str, str]:
    """What the page for paying would have to be sent to show the same again, by field."""
    fields: dict[str, Decimal] = {}
    charged = Decimal(0)
    for line in attempt.lines.all():
        names = [
            f"pay-{line.item_id}",
            *([f"use-{line.credit_source_id}"] if line.credit_source_id else []),
        ]
        for name in names:
            fields[name] = fields.get(name, Decimal(0)) + line.amount
        charged += line.amount if line.credit_source_id is None else 0
    ahead = attempt.amount - charged
    fields |= {PREPAYMENT: ahead} if ahead else {}
    return {name: written(amount, attempt.currency) for name, amount in fields.items()}


def poll_now(attempt: PaymentAttempt) -> bool:
    """Make true here what is true at the gateway; False when it does not answer."""
    try:
        converge(attempt)
    except GatewayDown:
        return False
    return True


@customer_view(Verb.PAY)
def attempt_detail(request: CustomerRequest, key: UUID) -> HttpResponse:
    """How it stands, asked of the gateway now. While it is open the page asks again by itself."""
    is_known = poll_now(_attempt(request, key))
    attempt = _attempt(request, key)
    may_see = allows(request.membership, Verb.SEE_BILLING, request.customer)
    has_ended = not attempt.is_live
    documents = paid_by(attempt)
    context: dict[str, object] = {
        "attempt": attempt,
        "is_known": is_known,
        "first_name": _first_name(request, attempt),
        "receipt": attempt.payment.number if attempt.payment and may_see else "",
        "documents": documents,
        "terms": _terms(attempt, documents),
        "left": still_open(request.customer, today=request.organization.today())
        if has_ended and may_see
        else None,
        "offers_autopay": has_ended and _offers_autopay(request),
        "again": again(attempt) if attempt.state in ENDED else {},
        "timeline": timeline(attempt),
        "is_asking": attempt.is_live and not attempt.mismatch_reason,
    }
    response = page(request, "billing/attempt_detail.jinja", context, partials=("attempt",))
    if TO_BANK in request.GET and context["is_asking"] and attempt.authentication_url:
        response.headers["Refresh"] = f"0;url={attempt.authentication_url}"
    return response


def _first_name(request: CustomerRequest, attempt: PaymentAttempt) -> str:
    """Of whoever paid, on their own page."""
    is_own = attempt.started_by_id == request.user.pk
    return request.user.name.split(" ")[0] if is_own else ""


def _terms(attempt: PaymentAttempt, documents: Sequence[Paid]) -> list[BreakdownLine]:
    """The sum as it is made up: documents, less credits, plus what is kept as a deposit."""
    settled = sum((one.amount for one in documents), start=Decimal(0))
    credit_sources = sum((one.from_credits for one in documents), start=Decimal(0))
    ahead = attempt.amount - (settled - credit_sources)
    label = ngettext("%(n)s document", "%(n)s documents", len(documents)) % {"n": len(documents)}
    terms = [("", label, settled), ("\u2212", _("Credits and deposits"), credit_sources)]
    terms.append(("+", _("In advance"), ahead))
    shown = [
        BreakdownLine(label, written(amount, attempt.currency), sign=sign)
        for sign, label, amount in terms
        if amount
    ]
    method = attempt.saved_method or attempt.get_method_display()
    if len(shown) == 1:
        shown = []
    sign = "=" if shown else ""
    return [
        *shown,
        BreakdownLine(str(method), written(attempt.amount, attempt.currency), sign, is_total=True),
    ]


def _offers_autopay(request: CustomerRequest) -> bool:
    if not allows(request.membership, Verb.MANAGE_METHODS, request.customer):
        return False
    customer = request.customer
    return agreement_of(customer) is None and is_possible(customer, request.organization)


@customer_view(Verb.PAY)
@require_POST
def attempt_delete(request: CustomerRequest, key: UUID) -> HttpResponse:
    """Cancel it, so that the documents can be paid otherwise."""
    attempt = _attempt(request, key)
    try:
        attempt = cancel(attempt)
    except GatewayDown:
        messages.error(request, _("The card processor isn't responding. Please try again."))
        return see_other(attempt_url(attempt))
    if attempt.state == PaymentAttempt.State.CANCELLED:
        messages.success(request, _("The payment was cancelled. Nothing was charged."))
        return see_other(reverse("billing:payment-new"))
    return see_other(attempt_url(attempt))


@open_view
@csrf_exempt
@require_POST
@limited("webhook", WEBHOOK_RATE)
def webhook_new(request: HttpRequest, gateway: str) -> HttpResponse:
    """An event from the gateway: its signature over the raw body is all that is believed."""
    if gateway != card_gateway().name:
        raise Http404
    is_theirs = webhooks.receive(request.body, request.headers)
    return HttpResponse(status=200 if is_theirs else 400)


def _attempt(request: CustomerRequest, key: UUID) -> PaymentAttempt:
    found = PaymentAttempt.objects.for_customer(request.customer).filter(pk=key)
    attempt: PaymentAttempt | None = found.select_related(
        "started_by", "payment", "customer", "saved_method"
    ).first()
    if attempt is None:
        raise Http404
    return attempt
