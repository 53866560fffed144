"""Beginning to pay online: the attempt is committed before anybody else hears of it
(`operation.py`), and moved on by `converge` (`convergence.py`)."""

from __future__ import annotations

import logging
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from billing.models import (
    AttemptLine,
    AutopayAgreement,
    Payment,
    PaymentAttempt,
    SavedMethod,
)
from billing.payments.gateways.base import GatewayDown, GatewayRefused, refusal_of_payment
from billing.payments.gateways.registry import card_gateway
from billing.payments.online import gateway_calls
from billing.payments.online.convergence import (
    apply_reported,
    cancel,
    converge,
    end_attempt,
    payments,
    record_step,
    reject_late_page,
)
from billing.payments.online.operation import POLL_DELAYS
from billing.payments.online.superseding import supersede
from billing.payments.planning.execution import validated_plan
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.planning.shares import planned_shares
from billing.payments.rules import require_offer
from billing.payments.saved_methods.gateway_customers import gateway_customer
from billing.payments.saved_methods.methods import require_usable
from portal.kit.messages.mail import absolute
from portal.kit.web.refusals import Refusal

logger = logging.getLogger(__name__)
State = PaymentAttempt.State

__all__ = ["cancel", "converge", "create_attempt", "start_payment", "submit"]


def start_payment(
    *,
    customer: Customer,
    asked: RequestedAmounts,
    method: Payment.Method,
    by: User | None,
    key: UUID,
    back: str = "billing:attempt-detail",
    saved: SavedMethod | None = None,
    saves_method: bool = False,
) -> PaymentAttempt:
    """Begin paying what is asked: on the gateway's page (`attempt.page_url`), or by charging the
    `saved` method at once. With `saves_method`, what is paid with on the page is saved for the
    company.

    `by` is None for somebody with a shared link; `back` names the page they come back to. The
    same `key` is the same attempt. Raises PlanRefused when the plan does not fit what is open (a
    document that somebody is paying included) or a rule for part payments, and Refusal when there
    is nothing to charge, when this method is not offered for it, or when the gateway will not
    have it. A payment of the same documents whose page was never opened gives way, and one
    begun through a shared link gives way to the company. When the gateway does not answer, the
    attempt stays CREATED and converges later; what the bank declines is FAILED.
    """
    if not PaymentAttempt.objects.filter(pk=key).exists():
        supersede(customer, asked.payable_items, by_link=by is None)
    keep_for = gateway_customer(customer) if saves_method and saved is None else ""
    attempt = create_attempt(
        customer=customer,
        asked=asked,
        method=method,
        by=by,
        key=key,
        back=back,
        saved=saved,
        keep_for=keep_for,
    )
    return submit(attempt)


@transaction.atomic
def create_attempt(
    *,
    customer: Customer,
    asked: RequestedAmounts,
    method: Payment.Method,
    by: User | None,
    key: UUID,
    back: str = "",
    saved: SavedMethod | None = None,
    keep_for: str = "",
    agreement: AutopayAgreement | None = None,
) -> PaymentAttempt:
    """An attempt that nobody else has heard of yet: commit it, then `submit` it.

    Without `back` nobody is there whom the bank could ask.
    """
    if known := payments.known(key, customer):
        return known
    plan, items_to_pay = validated_plan(customer=customer, asked=asked)
    if plan.charge <= 0:
        raise Refusal(_("There is nothing to pay."))
    items = [line.payable_item.key for line in plan.lines]
    require_offer(customer, method=method, amount=plan.charge, items=items)
    if saved is not None:
        saved = require_usable(saved, customer=customer)
    request = gateway_calls.request_for(
        attempt_id=key,
        method=method,
        plan=plan,
        email=by.email if by else "",
        back_url=absolute(reverse(back, args=[key])) if back else "",
        saved=saved,
        keep_for=keep_for,
    )
    try:
        with transaction.atomic():
            attempt = PaymentAttempt.objects.create(
                id=key,
                customer=customer,
                currency=customer.currency,
                amount=plan.charge,
                method=method,
                started_by=by,
                saved_method=saved,
                saves_method=bool(keep_for),
                agreement=agreement,
                is_live_mode=card_gateway().is_live_mode(),
                next_poll_at=timezone.now() + POLL_DELAYS[0],
                request=request,
            )
            AttemptLine.objects.bulk_create(
                AttemptLine(
                    attempt=attempt,
                    item=items_to_pay.items[item],
                    credit_source=items_to_pay.items[credit_source] if credit_source else None,
                    amount=amount,
                )
                for item, credit_source, amount in planned_shares(plan)
            )
    except IntegrityError as error:
        raise Refusal(_("Someone is already paying one of these documents.")) from error
    record_step(attempt)
    return attempt


def submit(attempt: PaymentAttempt) -> PaymentAttempt:
    """Ask the gateway for what has been committed. Raises Refusal when it will not at all."""
    if not attempt.is_live or gateway_calls.is_known(attempt):
        return attempt
    try:
        reported = gateway_calls.create(attempt)
    except GatewayDown:
        logger.warning("The gateway did not answer for attempt %s", attempt.pk)
        attempt.unanswered_at = timezone.now()
        attempt.save(update_fields=["unanswered_at"])
        return attempt
    except GatewayRefused as refused:
        logger.warning("The gateway refused attempt %s: %s", attempt.pk, refused)
        sentence = refusal_of_payment()
        end_attempt(attempt, State.FAILED, sentence)
        raise Refusal(sentence) from refused
    attempt = apply_reported(attempt.pk, reported)
    # Somebody may have cancelled it while the gateway made its page.
    return attempt if attempt.is_live or attempt.payment_id else reject_late_page(attempt, reported)
