"""What the gateway is asked for an attempt: a page of its own, or a charge of a saved method."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import Payment, PaymentAttempt, SavedMethod
from billing.payments.failpoints import reached
from billing.payments.gateways.base import GatewayDown, Standing, Truth
from billing.payments.gateways.stripe import checkout as gateway
from billing.payments.gateways.stripe import saved_methods as kept
from billing.payments.planning.plan import Plan

# The two clocks may differ.
CLOCKS_DIFFER = timedelta(minutes=5)
# A charge is asked for again only so long after the press of the button. Whether a lost request
# arrived is looked up once none can be on its way any more. A page is not asked for again after
# that: nobody waits for it, and Stripe would refuse its time of expiry.
CHARGE_LASTS = timedelta(hours=1)
ON_ITS_WAY = timedelta(minutes=10)
# A hosted page takes at most 100 lines, and nobody reads as many in a description.
MOST_LINES = 40


def request_for(
    *,
    attempt_id: UUID,
    method: Payment.Method,
    plan: Plan,
    email: str,
    back_url: str,
    saved: SavedMethod | None,
    keep_for: str,
) -> dict[str, Any]:
    """Exactly what will be asked, each time alike."""
    charged = [(line.debt.number, line.charge) for line in plan.lines if line.charge]
    ahead = [(_("Payment in advance"), plan.ahead)] if plan.ahead else []
    lines = [*charged, *ahead]
    if len(lines) > MOST_LINES:
        name = ngettext("%(count)s document", "%(count)s documents", len(lines))
        lines = [(name % {"count": len(lines)}, plan.charge)]
    if saved is None:
        return gateway.request_for(
            attempt_id=attempt_id,
            method=method,
            amount=plan.charge,
            currency=plan.currency,
            lines=lines,
            email=email,
            back_url=back_url,
            keep_for=keep_for,
        )
    return kept.charge_request(
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
    return bool(attempt.intent_id if attempt.saved_method_id else attempt.session_id)


def begin(attempt: PaymentAttempt) -> Truth:
    """Ask for the page or the charge, once for the attempt however often this is called."""
    if attempt.saved_method_id:
        return kept.charge(attempt.request, key=attempt.pk)
    return gateway.open_page(attempt.request, key=attempt.pk)


def look(attempt: PaymentAttempt) -> Truth | None:
    """What is true now; what may never have been asked is asked. None: it never was begun, and
    is not wanted any more."""
    age = timezone.now() - attempt.begun_at
    if attempt.saved_method_id:
        return _look_at_charge(attempt, age)
    if attempt.session_id:
        return gateway.look(attempt.session_id)
    page = _begun_page(attempt, age)
    reached("page found")
    return gateway.look(page) if page else None


def _begun_page(attempt: PaymentAttempt, age: timedelta) -> str | None:
    """The page of an attempt that has not heard of it."""
    try:
        # The same key brings the first answer again: the page's name, and what was true then.
        return str(begin(attempt).session_id) if age < ON_ITS_WAY else find_page(attempt)
    except GatewayDown:
        # An error after the page was made stays the answer under its key for a day.
        if age < ON_ITS_WAY and (page := find_page(attempt)):
            return page
        raise


def find_page(attempt: PaymentAttempt) -> str | None:
    """The page that was made for an attempt whose answer was lost; None when none was."""
    return gateway.find_page(attempt.pk, since=attempt.begun_at - CLOCKS_DIFFER)


def _look_at_charge(attempt: PaymentAttempt, age: timedelta) -> Truth | None:
    if attempt.intent_id:
        truth = kept.look_at_charge(attempt.intent_id)
        # A bank's question has no end of its own, and would keep the invoices for ever.
        is_left = truth.standing is Standing.OPEN and age > gateway.PAGE_LASTS
        return kept.cancel_charge(attempt.intent_id) if is_left else truth
    # First whether it is there: an error after the charge stays the answer under its key.
    found = _found(attempt)
    if found is None and age < CHARGE_LASTS:
        return begin(attempt)
    if found is None and age < CHARGE_LASTS + ON_ITS_WAY:
        raise GatewayDown("A request may still be on its way.")
    return found


def _found(attempt: PaymentAttempt) -> Truth | None:
    saved = attempt.saved_method
    if saved is None:
        raise ValueError(f"{attempt} has no saved method.")
    return kept.find_charge(
        saved.gateway_customer_id, attempt_id=attempt.pk, since=attempt.begun_at
    )


def look_at(object_id: str) -> Truth:
    """What is true of a page or a payment of the gateway's, by its number there."""
    if object_id.startswith(gateway.PAGE_PREFIX):
        return gateway.look(object_id)
    return kept.look_at_charge(object_id)


def close_found(truth: Truth) -> Truth:
    """Let nobody pay a page that has turned up; what is true of it then."""
    if truth.session_id:
        closed = gateway.close_page(truth.session_id)
        return closed if closed.intent_id is None else gateway.look(truth.session_id)
    return kept.cancel_charge(str(truth.intent_id))


def close(attempt: PaymentAttempt) -> Truth:
    """Let nobody pay it any more; what is true of it then."""
    if attempt.saved_method_id:
        return kept.cancel_charge(str(attempt.intent_id))
    truth = gateway.close_page(str(attempt.session_id))
    # Only a full look tells whether money was on its way at that moment.
    return truth if truth.intent_id is None else gateway.look(str(attempt.session_id))
