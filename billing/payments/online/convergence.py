"""Moving an online payment on: only by what the gateway says is true.

The return page, webhooks, the poller, the reconciliation and staff all call `converge`, so their
order does not matter. No network call is made while a transaction is open.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Customer
from billing.ledger.posting import lock_account
from billing.models import AttemptStep, AutopayStep, Payment, PaymentAttempt
from billing.payments.autopay.mails import tell_of_failure
from billing.payments.booking_day import booking_day
from billing.payments.entry import record_payment
from billing.payments.failpoints import reached
from billing.payments.gateways.base import GatewayRefused, Standing, Truth, refusal_of_payment
from billing.payments.notifications import News, tell, tell_failed
from billing.payments.online import gateway_calls
from billing.payments.planning.credit_application import Along, use_along
from billing.payments.planning.shares import shares_of
from billing.payments.saved_methods.methods import keep
from portal.kit.text.characters import one_line

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


def converge(attempt: PaymentAttempt) -> PaymentAttempt:
    """Ask the gateway what is true and make it so here, once: the attempt as it is then.

    A payment that came is recorded, allocated as was planned as far as the documents are still
    open, and the rest stays a deposit. Raises GatewayDown when there was no answer.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt.pk)
    if not attempt.is_live:
        return attempt
    was_known = gateway_calls.is_known(attempt)
    try:
        truth = gateway_calls.look(attempt)
    except GatewayRefused as refused:
        if was_known:
            return _quarantine(attempt, str(refused))
        logger.warning("The gateway refused attempt %s: %s", attempt.pk, refused)
        return end_attempt(attempt, State.FAILED, refusal_of_payment())
    if truth is None:
        return end_attempt(attempt, State.CANCELLED, _("It was never started at the gateway."))
    reached("truth read")
    attempt = apply_truth(attempt.pk, truth)
    reached("attempt moved")
    return attempt


def cancel(attempt: PaymentAttempt) -> PaymentAttempt:
    """Pay it no more: the page is closed. What was paid meanwhile stays paid.

    Raises GatewayDown when there was no answer.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt.pk)
    if attempt.is_live and attempt.has_unknown_page:
        # Nobody has seen the page. Should one turn up, it is turned away.
        return end_attempt(attempt, State.CANCELLED, _("Its page was never opened."))
    if not attempt.is_live or not gateway_calls.is_known(attempt):
        return converge(attempt)
    try:
        truth = gateway_calls.close(attempt)
    except GatewayRefused as refused:
        return _quarantine(attempt, str(refused))
    reached("page closed")
    return apply_truth(attempt.pk, truth)


def turn_away(attempt: PaymentAttempt, truth: Truth) -> PaymentAttempt:
    """A page or a charge has turned up for an attempt that has ended: nobody may pay it any more,
    and what was paid on it is for staff. Raises GatewayDown when there was no answer."""
    if truth.standing is Standing.OPEN:
        truth = gateway_calls.close_found(truth)
        reached("page closed")
    if truth.standing not in (Standing.PAID, Standing.PROCESSING):
        return _remember_page(attempt, truth)
    logger.error("Attempt %s was paid after it had ended", attempt.pk)
    return _quarantine(attempt, _("It was paid after it had been closed."), truth)


def look_later(attempt: PaymentAttempt) -> None:
    """Set when the poller looks again."""
    wait = LOOKS[min(attempt.looks, len(LOOKS) - 1)]
    PaymentAttempt.objects.filter(pk=attempt.pk).update(
        looks=attempt.looks + 1, look_again_at=timezone.now() + wait
    )
    reached("look put off")


@transaction.atomic
def apply_truth(attempt_id: UUID, truth: Truth) -> PaymentAttempt:
    """Make true here what the gateway says. What has ended does not move any more."""
    attempt = locked_attempt(attempt_id)
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
    today = booking_day()
    payment = record_payment(
        customer=attempt.customer,
        amount=attempt.amount,
        method=Payment.Method(attempt.method),
        received_on=today,
        shares=shares_of((line for line in lines if line.fund is None), attempt.amount),
        reference=one_line(truth.label or str(attempt.intent_id or "")),
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
        note_step(attempt)
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
def end_attempt(attempt: PaymentAttempt, state: State, reason: str) -> PaymentAttempt:
    """Let go of its documents: nothing was paid. `reason` is read by whoever began it."""
    attempt = locked_attempt(attempt.pk)
    return _close(attempt, state, reason) if attempt.is_live else attempt


@transaction.atomic
def _quarantine(attempt: PaymentAttempt, reason: str, truth: Truth | None = None) -> PaymentAttempt:
    """What the gateway does not know, or will not show (another account's key, say); and money
    that came for what had ended."""
    attempt = locked_attempt(attempt.pk)
    if truth is not None and attempt.is_settled_about(truth.intent_id):
        return attempt
    if attempt.payment_id is None and (attempt.is_live or truth):
        logger.error("Attempt %s is for staff: %s", attempt.pk, reason)
        attempt.quarantine = reason[:300]
        _take_numbers(attempt, truth)
        attempt.save()
    return attempt


@transaction.atomic
def _remember_page(attempt: PaymentAttempt, truth: Truth) -> PaymentAttempt:
    attempt = locked_attempt(attempt.pk)
    _take_numbers(attempt, truth)
    attempt.save()
    return attempt


def _take_numbers(attempt: PaymentAttempt, truth: Truth | None) -> None:
    if truth is not None and truth.attempt_id == str(attempt.pk):
        attempt.session_id = attempt.session_id or truth.session_id
        attempt.intent_id = attempt.intent_id or truth.intent_id


def locked_attempt(attempt_id: UUID) -> PaymentAttempt:
    """The attempt as it is now, under its account's lock."""
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


def note_step(attempt: PaymentAttempt) -> None:
    """Add what the attempt is now to its timeline."""
    AttemptStep.objects.create(attempt=attempt, state=attempt.state, detail=attempt.reason)


def pages_to_look_for() -> QuerySet[PaymentAttempt]:
    """Attempts that were cancelled lately before their page was heard of: one may still turn up."""
    since = timezone.now() - gateway_calls.ON_ITS_WAY
    return PaymentAttempt.objects.filter(
        state=State.CANCELLED, session_id=None, saved_method=None, begun_at__gte=since
    )


def look_for_page(attempt: PaymentAttempt) -> PaymentAttempt:
    """Close the page of a cancelled attempt if one was made after all. Raises GatewayDown."""
    page = gateway_calls.find_page(attempt)
    return turn_away(attempt, gateway_calls.look_at(page)) if page else attempt
