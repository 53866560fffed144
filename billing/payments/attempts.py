"""Paying online: first written down, then asked for, then believed only as the gateway tells it.

No network call is made while a transaction is open. `start_payment` commits the attempt before
anybody else hears of it; `converge` asks what is true and moves the attempt on. The return page,
webhooks, the poller and staff all call `converge`, so their order does not matter.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Customer, Organization, User
from billing.ledger.posting import lock_account
from billing.models import (
    AttemptLine,
    AttemptStep,
    AutopayAgreement,
    AutopayStep,
    Payment,
    PaymentAttempt,
    SavedMethod,
)
from billing.payments import at_gateway
from billing.payments.along import Along, use_along
from billing.payments.autopay_mails import tell_of_failure
from billing.payments.carrying_out import sure_plan
from billing.payments.gateway_customers import gateway_customer
from billing.payments.gateways import stripe as gateway
from billing.payments.gateways.truth import (
    GatewayDown,
    GatewayRefused,
    Standing,
    Truth,
    refusal_of_payment,
)
from billing.payments.lines import parts_of, shares_of
from billing.payments.methods import keep, sure_method
from billing.payments.news import News, tell, tell_failed
from billing.payments.offers import require_offer
from billing.payments.planning import Asked
from billing.payments.reached import reached
from billing.payments.receipts import record_payment
from portal.kit.mail import absolute
from portal.kit.refusals import Refusal

logger = logging.getLogger(__name__)
State = PaymentAttempt.State

# When the poller looks again: soon at first, for a page that was left open; then patiently, for a
# bank that takes days.
LOOKS = (
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)


def start_payment(
    *,
    customer: Customer,
    asked: Asked,
    method: Payment.Method,
    by: User | None,
    key: UUID,
    back: str = "billing:attempt-detail",
    saved: SavedMethod | None = None,
    keeps: bool = False,
) -> PaymentAttempt:
    """Begin paying what is asked: on the gateway's page (`attempt.page_url`), or by charging the
    `saved` method at once. With `keeps`, what is paid with on the page is saved for the company.

    `by` is None for somebody with a shared link; `back` names the page they come back to. The
    same `key` is the same attempt. Raises PlanRefused when the plan does not fit what is open (a
    document that somebody is paying included) or a rule for part payments, and Refusal when there
    is nothing to charge, when this method is not offered for it, or when the gateway will not
    have it. When the gateway does not answer, the attempt stays CREATED
    and converges later; what the bank declines is FAILED.
    """
    keep_for = gateway_customer(customer) if keeps and saved is None else ""
    attempt = write_down(
        customer=customer,
        asked=asked,
        method=method,
        by=by,
        key=key,
        back=back,
        saved=saved,
        keep_for=keep_for,
    )
    reached("attempt committed")
    return submit(attempt)


@transaction.atomic
def write_down(
    *,
    customer: Customer,
    asked: Asked,
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
    lock_account(customer)
    reached("account locked")
    known = PaymentAttempt.objects.for_customer(customer).filter(pk=key).first()
    if known is not None:
        found: PaymentAttempt = known
        return found
    plan, payables = sure_plan(customer=customer, asked=asked)
    reached("plan sure")
    if plan.charge <= 0:
        raise Refusal(_("There is nothing to pay."))
    items = [line.debt.key for line in plan.lines]
    require_offer(customer, method=method, amount=plan.charge, items=items)
    if saved is not None:
        saved = sure_method(saved, customer=customer)
    request = at_gateway.request_for(
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
            attempt: PaymentAttempt = PaymentAttempt.objects.create(
                id=key,
                customer=customer,
                currency=customer.currency,
                amount=plan.charge,
                method=method,
                begun_by=by,
                saved_method=saved,
                keeps_method=bool(keep_for),
                agreement=agreement,
                is_live_mode=gateway.is_live_mode(),
                look_again_at=timezone.now() + LOOKS[0],
                request=request,
            )
            reached("attempt written")
            AttemptLine.objects.bulk_create(
                AttemptLine(
                    attempt=attempt,
                    item=payables.items[item],
                    fund=payables.items[fund] if fund else None,
                    amount=amount,
                )
                for item, fund, amount in parts_of(plan)
            )
    except IntegrityError as error:
        raise Refusal(_("Somebody is paying one of these documents already.")) from error
    reached("lines written")
    _step(attempt)
    return attempt


def submit(attempt: PaymentAttempt) -> PaymentAttempt:
    """Ask the gateway for what has been committed. Raises Refusal when it will not at all."""
    if not attempt.is_live or at_gateway.is_known(attempt):
        return attempt
    try:
        truth = at_gateway.begin(attempt)
    except GatewayDown:
        logger.warning("The gateway did not answer for attempt %s", attempt.pk)
        return attempt
    except GatewayRefused as refused:
        logger.warning("The gateway refused attempt %s: %s", attempt.pk, refused)
        sentence = refusal_of_payment()
        _end(attempt, State.FAILED, sentence)
        reached("refusal stored")
        raise Refusal(sentence) from refused
    reached("page opened")
    attempt = _move(attempt.pk, truth)
    reached("page stored")
    return attempt


def converge(attempt: PaymentAttempt) -> PaymentAttempt:
    """Ask the gateway what is true and make it so here, once: the attempt as it is then.

    A payment that came is recorded, allocated as was planned as far as the documents are still
    open, and the rest stays a deposit. Raises GatewayDown when there was no answer.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt.pk)
    if not attempt.is_live:
        return attempt
    was_known = at_gateway.is_known(attempt)
    try:
        truth = at_gateway.look(attempt)
    except GatewayRefused as refused:
        if was_known:
            return _quarantine(attempt, str(refused))
        logger.warning("The gateway refused attempt %s: %s", attempt.pk, refused)
        return _end(attempt, State.FAILED, refusal_of_payment())
    if truth is None:
        return _end(attempt, State.CANCELLED, _("It was never begun at the gateway."))
    reached("truth read")
    attempt = _move(attempt.pk, truth)
    reached("attempt moved")
    return attempt


def cancel(attempt: PaymentAttempt) -> PaymentAttempt:
    """Pay it no more: the page is closed. What was paid meanwhile stays paid.

    Raises GatewayDown when there was no answer.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt.pk)
    if not attempt.is_live or not at_gateway.is_known(attempt):
        return converge(attempt)
    truth = at_gateway.close(attempt)
    reached("page closed")
    return _move(attempt.pk, truth)


def look_later(attempt: PaymentAttempt) -> None:
    """Set when the poller looks again."""
    wait = LOOKS[min(attempt.looks, len(LOOKS) - 1)]
    PaymentAttempt.objects.filter(pk=attempt.pk).update(
        looks=attempt.looks + 1, look_again_at=timezone.now() + wait
    )
    reached("look put off")


@transaction.atomic
def _move(attempt_id: UUID, truth: Truth) -> PaymentAttempt:
    attempt = _locked(attempt_id)
    reached("attempt locked")
    if not attempt.is_live:
        return attempt
    attempt.session_id = attempt.session_id or truth.session_id
    attempt.intent_id = attempt.intent_id or truth.intent_id
    attempt.page_url = truth.page_url or attempt.page_url
    attempt.asks_person = truth.asks_person
    attempt.quarantine = _disagreement(attempt, truth)
    if attempt.quarantine:
        logger.error("Attempt %s does not agree: %s", attempt.pk, attempt.quarantine)
        attempt.save()
        return attempt
    match truth.standing:
        case Standing.PAID:
            _paid(attempt, truth)
        case Standing.PROCESSING:
            _become(attempt, State.PROCESSING)
        case Standing.FAILED:
            was_on_its_way = attempt.state == State.PROCESSING
            _close(attempt, State.FAILED, truth.reason)
            if was_on_its_way:
                tell_failed(attempt)
        case Standing.EXPIRED:
            _close(attempt, State.CANCELLED, truth.reason)
        case Standing.OPEN:
            _become(attempt, State.SUBMITTED)
    return attempt


def _paid(attempt: PaymentAttempt, truth: Truth) -> None:
    lines = list(attempt.lines.select_related("item", "fund").order_by("item__due_on", "item_id"))
    today = Organization.current().today()
    payment = record_payment(
        customer=attempt.customer,
        amount=attempt.amount,
        method=Payment.Method(attempt.method),
        received_on=today,
        shares=shares_of((line for line in lines if line.fund is None), attempt.amount),
        reference=truth.label or str(attempt.intent_id or ""),
        by=attempt.begun_by,
        key=f"attempt:{attempt.pk}",
    )
    reached("receipt posted")
    uses = [Along(line.fund, line.item, line.amount) for line in lines if line.fund is not None]
    use_along(payment, uses, on=today, by=attempt.begun_by)
    reached("posting written")
    attempt.payment = payment
    if attempt.keeps_method and truth.means is not None:
        keep(truth.means, customer=attempt.customer, by=attempt.begun_by)
    _close(attempt, State.SUCCEEDED, truth.label)
    tell(payment, News.RECEIVED, amount=payment.amount)


def _become(attempt: PaymentAttempt, state: State) -> PaymentAttempt:
    is_new = attempt.state != state
    attempt.state = state
    attempt.save()
    reached("state written")
    if is_new:
        _step(attempt)
    reached("step written")
    return attempt


def _close(attempt: PaymentAttempt, state: State, reason: str) -> PaymentAttempt:
    attempt.reason = reason[:300]
    attempt.lines.update(is_live=False)
    reached("lines set free")
    attempt = _become(attempt, state)
    if attempt.agreement_id and state != State.SUCCEEDED:
        steps = AutopayStep.objects.select_related("agreement__customer", "invoice", "attempt")
        tell_of_failure(steps.get(attempt=attempt))
    return attempt


@transaction.atomic
def _end(attempt: PaymentAttempt, state: State, reason: str) -> PaymentAttempt:
    attempt = _locked(attempt.pk)
    return _close(attempt, state, reason) if attempt.is_live else attempt


@transaction.atomic
def _quarantine(attempt: PaymentAttempt, reason: str) -> PaymentAttempt:
    """What the gateway does not know, or will not show: another account's key, say."""
    attempt = _locked(attempt.pk)
    if attempt.is_live:
        logger.error("Attempt %s cannot be looked at: %s", attempt.pk, reason)
        attempt.quarantine = reason[:300]
        attempt.save()
    return attempt


def _locked(attempt_id: UUID) -> PaymentAttempt:
    customer = Customer.objects.get(attempts=attempt_id)
    lock_account(customer)
    attempts = PaymentAttempt.objects.select_for_update(no_key=True, of=("self",))
    return attempts.select_related("customer", "begun_by").get(pk=attempt_id)


def _disagreement(attempt: PaymentAttempt, truth: Truth) -> str:
    """Why this cannot be what was begun; empty when it is."""
    if truth.attempt_id != str(attempt.pk):
        return _("It belongs to another attempt.")
    if (truth.amount, truth.currency) != (attempt.amount, attempt.currency):
        return _("The amount is %(amount)s %(currency)s.") % {
            "amount": truth.amount,
            "currency": truth.currency,
        }
    if truth.is_live_mode != attempt.is_live_mode:
        return _("Test and live are mixed.")
    if truth.intent_id and attempt.intent_id and truth.intent_id != attempt.intent_id:
        return _("It is another payment of the same page.")
    return ""


def _step(attempt: PaymentAttempt) -> None:
    AttemptStep.objects.create(attempt=attempt, state=attempt.state, detail=attempt.reason)
