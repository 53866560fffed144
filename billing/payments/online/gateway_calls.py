"""What the gateway is asked for an attempt: a page of its own, or a charge of a saved method."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import Payment, PaymentAttempt, SavedMethod
from billing.payments.gateways.base import GatewayDown, GatewayPayment, GatewayStatus
from billing.payments.gateways.registry import card_gateway
from billing.payments.planning.plan import PaymentPlan

# The two clocks may differ.
CLOCKS_DIFFER = timedelta(minutes=5)
# A charge is asked for again only so long after the press of the button. Whether a lost request
# arrived is looked up once none can be on its way any more. A page is not asked for again after
# that: nobody waits for it, and Stripe would refuse its time of expiry.
CHARGE_LASTS = timedelta(hours=1)
IN_FLIGHT = timedelta(minutes=10)
# A hosted page takes at most 100 lines, and nobody reads as many in a description.
MAX_LINES = 40


def request_for(
    *,
    attempt_id: UUID,
    method: Payment.Method,
    plan: PaymentPlan,
    email: str,
    back_url: str,
    saved: SavedMethod | None,
    keep_for: str,
) -> dict[str, Any]:
    """Exactly what will be asked, each time alike."""
    charged = [(line.payable_item.number, line.charge) for line in plan.lines if line.charge]
    prepayment = [(_("Payment in advance"), plan.prepayment)] if plan.prepayment else []
    lines = [*charged, *prepayment]
    if len(lines) > MAX_LINES:
        name = ngettext("%(count)s document", "%(count)s documents", len(lines))
        lines = [(name % {"count": len(lines)}, plan.charge)]
    if saved is None:
        return card_gateway().page_request(
            attempt_id=attempt_id,
            method=method,
            amount=plan.charge,
            currency=plan.currency,
            lines=lines,
            email=email,
            back_url=back_url,
            keep_for=keep_for,
        )
    return card_gateway().charge_request(
        attempt_id=attempt_id,
        method=saved.gateway_id,
        kind=saved.kind,
        customer=saved.gateway_customer_id,
        amount=plan.charge,
        currency=plan.currency,
        description=", ".join(name for name, _part in lines),
        back_url=back_url,
    )


def is_known(attempt: PaymentAttempt) -> bool:
    """Whether the gateway has told us of it: there is something to look at."""
    return bool(attempt.charge_id if attempt.saved_method_id else attempt.page_id)


def create(attempt: PaymentAttempt) -> GatewayPayment:
    """Ask for the page or the charge, once for the attempt however often this is called."""
    if attempt.saved_method_id:
        return card_gateway().create_charge(attempt.request, key=attempt.pk)
    return card_gateway().create_page(attempt.request, key=attempt.pk)


def fetch(attempt: PaymentAttempt) -> GatewayPayment | None:
    """What is true now; what may never have been asked is asked. None: it never was begun, and
    is not wanted any more."""
    age = timezone.now() - attempt.started_at
    if attempt.saved_method_id:
        return _fetch_charge(attempt, age)
    if attempt.page_id:
        return card_gateway().fetch_page(attempt.page_id)
    page = _requested_page(attempt, age)
    return card_gateway().fetch_page(page) if page else None


def _requested_page(attempt: PaymentAttempt, age: timedelta) -> str | None:
    """The page of an attempt that has not heard of it."""
    try:
        # The same key brings the first answer again: the page's name, and what was true then.
        return str(create(attempt).page_id) if age < IN_FLIGHT else find_page(attempt)
    except GatewayDown:
        # An error after the page was made stays the answer under its key for a day.
        if age < IN_FLIGHT and (page := find_page(attempt)):
            return page
        raise


def find_page(attempt: PaymentAttempt) -> str | None:
    """The page that was made for an attempt whose answer was lost; None when none was."""
    return card_gateway().find_page(attempt.pk, since=attempt.started_at - CLOCKS_DIFFER)


def _fetch_charge(attempt: PaymentAttempt, age: timedelta) -> GatewayPayment | None:
    if attempt.charge_id:
        reported = card_gateway().fetch_charge(attempt.charge_id)
        # A bank's question has no end of its own, and would keep the invoices for ever.
        is_left = reported.status is GatewayStatus.OPEN and age > card_gateway().page_lasts
        return card_gateway().cancel_charge(attempt.charge_id) if is_left else reported
    # First whether it is there: an error after the charge stays the answer under its key.
    found = _found(attempt)
    if found is None and age < CHARGE_LASTS:
        return create(attempt)
    if found is None and age < CHARGE_LASTS + IN_FLIGHT:
        raise GatewayDown("A request may still be on its way.")
    return found


def _found(attempt: PaymentAttempt) -> GatewayPayment | None:
    saved = attempt.saved_method
    if saved is None:
        raise ValueError(f"{attempt} has no saved method.")
    return card_gateway().find_charge(
        saved.gateway_customer_id, attempt_id=attempt.pk, since=attempt.started_at
    )


def fetch_by_id(object_id: str) -> GatewayPayment:
    """What is true of a page or a payment of the gateway's, by its number there."""
    if card_gateway().is_page(object_id):
        return card_gateway().fetch_page(object_id)
    return card_gateway().fetch_charge(object_id)


def cancel_reported(reported: GatewayPayment) -> GatewayPayment:
    """Let nobody pay a page that has turned up; what is true of it then."""
    if reported.page_id:
        closed = card_gateway().expire_page(reported.page_id)
        return closed if closed.charge_id is None else card_gateway().fetch_page(reported.page_id)
    return card_gateway().cancel_charge(str(reported.charge_id))


def cancel(attempt: PaymentAttempt) -> GatewayPayment:
    """Let nobody pay it any more; what is true of it then."""
    if attempt.saved_method_id:
        return card_gateway().cancel_charge(str(attempt.charge_id))
    reported = card_gateway().expire_page(str(attempt.page_id))
    # Only a full look tells whether money was on its way at that moment.
    return (
        reported if reported.charge_id is None else card_gateway().fetch_page(str(attempt.page_id))
    )
