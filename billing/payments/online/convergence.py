"""Moving an online payment on, only by what the gateway says is true (`operation.py`)."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from billing.models import AttemptStep, AutopayStep, Payment, PaymentAttempt
from billing.payments.autopay.mails import send_failure_notice
from billing.payments.booking_day import booking_day
from billing.payments.entry import record_payment
from billing.payments.gateways.base import (
    GatewayPayment,
    GatewayRefused,
    GatewayStatus,
    refusal_of_payment,
)
from billing.payments.notifications import PaymentNotice, notify, notify_failed
from billing.payments.online import gateway_calls
from billing.payments.online.operation import Operation
from billing.payments.planning.credit_application import (
    CreditApplication,
    apply_credits_with_payment,
)
from billing.payments.planning.shares import shares_of
from billing.payments.saved_methods.methods import save_method
from portal.kit.text.characters import one_line

logger = logging.getLogger(__name__)
State = PaymentAttempt.State


class PaymentOperation(Operation[PaymentAttempt, GatewayPayment]):
    """A payment that came is recorded, allocated as was planned as far as the documents are still
    open, and the rest stays a deposit."""

    model = PaymentAttempt
    related = ("customer", "started_by")
    waiting = PaymentAttempt.LIVE

    def ask(self, row: PaymentAttempt) -> GatewayPayment | None:
        return gateway_calls.fetch(row)

    def end(self, row: PaymentAttempt, refused: GatewayRefused | None) -> PaymentAttempt:
        if refused is None:
            return _close(row, State.CANCELLED, _("It was never started at the gateway."))
        if gateway_calls.is_known(row):
            return _hold(row, str(refused))
        return _close(row, State.FAILED, refusal_of_payment())

    def apply(self, row: PaymentAttempt, reported: GatewayPayment) -> PaymentAttempt:
        return _apply(row, reported) if row.is_live else row


payments = PaymentOperation()
converge = payments.converge
apply_reported = payments.apply_reported
locked_attempt = payments.locked


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
        reported = gateway_calls.cancel(attempt)
    except GatewayRefused as refused:
        return _record_mismatch(attempt, str(refused))
    return apply_reported(attempt.pk, reported)


def reject_late_page(attempt: PaymentAttempt, reported: GatewayPayment) -> PaymentAttempt:
    """A page or a charge has turned up for an attempt that has ended: nobody may pay it any more,
    and what was paid on it is for staff. Raises GatewayDown when there was no answer."""
    if reported.status is GatewayStatus.OPEN:
        reported = gateway_calls.cancel_reported(reported)
    if reported.status not in (GatewayStatus.PAID, GatewayStatus.PROCESSING):
        return _remember_page(attempt, reported)
    logger.error("Attempt %s was paid after it had ended", attempt.pk)
    return _record_mismatch(attempt, _("It was paid after it had been closed."), reported)


def _apply(attempt: PaymentAttempt, reported: GatewayPayment) -> PaymentAttempt:
    attempt.page_id = attempt.page_id or reported.page_id
    attempt.charge_id = attempt.charge_id or reported.charge_id
    attempt.page_url = reported.page_url or attempt.page_url
    attempt.requires_authentication = reported.requires_authentication
    attempt.mismatch_reason = _disagreement(attempt, reported)
    if attempt.mismatch_reason:
        return _hold(attempt, attempt.mismatch_reason)
    match reported.status:
        case GatewayStatus.PAID:
            _paid(attempt, reported)
        case GatewayStatus.PROCESSING:
            _set_state(attempt, State.PROCESSING)
        case GatewayStatus.FAILED:
            was_processing = attempt.state == State.PROCESSING
            _close(attempt, State.FAILED, reported.reason)
            if was_processing:
                notify_failed(attempt)
        case GatewayStatus.EXPIRED:
            _close(attempt, State.CANCELLED, reported.reason)
        case GatewayStatus.OPEN:
            _set_state(attempt, State.SUBMITTED)
    return attempt


def _paid(attempt: PaymentAttempt, reported: GatewayPayment) -> None:
    lines = list(
        attempt.lines.select_related("item", "credit_source").order_by("item__due_on", "item_id")
    )
    today = booking_day()
    payment = record_payment(
        customer=attempt.customer,
        amount=attempt.amount,
        method=Payment.Method(attempt.method),
        received_on=today,
        shares=shares_of((line for line in lines if line.credit_source is None), attempt.amount),
        reference=one_line(reported.label or str(attempt.charge_id or "")),
        by=attempt.started_by,
        key=f"attempt:{attempt.pk}",
    )
    uses = [
        CreditApplication(line.credit_source, line.item, line.amount)
        for line in lines
        if line.credit_source is not None
    ]
    apply_credits_with_payment(payment, uses, on=today, by=attempt.started_by)
    attempt.payment = payment
    if attempt.saves_method and reported.instrument is not None:
        save_method(reported.instrument, customer=attempt.customer, by=attempt.started_by)
    _close(attempt, State.SUCCEEDED, reported.label)
    notify(payment, PaymentNotice.RECEIVED, amount=payment.amount)


def _set_state(attempt: PaymentAttempt, state: State) -> PaymentAttempt:
    is_new = attempt.state != state
    attempt.state = state
    attempt.save()
    if is_new:
        record_step(attempt)
    return attempt


def _close(attempt: PaymentAttempt, state: State, reason: str) -> PaymentAttempt:
    attempt.reason = reason[:300]
    attempt.lines.update(is_live=False)
    attempt = _set_state(attempt, state)
    if attempt.agreement_id and state != State.SUCCEEDED:
        steps = AutopayStep.objects.select_related("agreement__customer", "invoice", "attempt")
        send_failure_notice(steps.get(attempt=attempt))
    return attempt


@transaction.atomic
def end_attempt(attempt: PaymentAttempt, state: State, reason: str) -> PaymentAttempt:
    """Let go of its documents: nothing was paid. `reason` is read by whoever began it."""
    attempt = locked_attempt(attempt.pk)
    return _close(attempt, state, reason) if attempt.is_live else attempt


@transaction.atomic
def _record_mismatch(
    attempt: PaymentAttempt, reason: str, reported: GatewayPayment | None = None
) -> PaymentAttempt:
    """What the gateway does not know, or will not show (another account's key, say); and money
    that came for what had ended."""
    attempt = locked_attempt(attempt.pk)
    if reported is not None and attempt.is_settled_about(reported.charge_id):
        return attempt
    if attempt.payment_id is None and (attempt.is_live or reported):
        _take_numbers(attempt, reported)
        return _hold(attempt, reason)
    return attempt


def _hold(attempt: PaymentAttempt, reason: str) -> PaymentAttempt:
    """For staff to look at."""
    logger.error("Attempt %s is for staff: %s", attempt.pk, reason)
    attempt.mismatch_reason = reason[:300]
    attempt.save()
    return attempt


@transaction.atomic
def _remember_page(attempt: PaymentAttempt, reported: GatewayPayment) -> PaymentAttempt:
    attempt = locked_attempt(attempt.pk)
    _take_numbers(attempt, reported)
    attempt.save()
    return attempt


def _take_numbers(attempt: PaymentAttempt, reported: GatewayPayment | None) -> None:
    if reported is not None and reported.attempt_id == str(attempt.pk):
        attempt.page_id = attempt.page_id or reported.page_id
        attempt.charge_id = attempt.charge_id or reported.charge_id


def _disagreement(attempt: PaymentAttempt, reported: GatewayPayment) -> str:
    """Why this cannot be what was begun; empty when it is."""
    if reported.attempt_id != str(attempt.pk):
        return _("It belongs to another attempt.")
    if (reported.amount, reported.currency) != (attempt.amount, attempt.currency):
        return _("The amount is %(amount)s %(currency)s.") % {
            "amount": reported.amount,
            "currency": reported.currency,
        }
    if reported.is_live_mode != attempt.is_live_mode:
        return _("Test and live are mixed.")
    if reported.charge_id and attempt.charge_id and reported.charge_id != attempt.charge_id:
        return _("It is another payment of the same page.")
    return ""


def record_step(attempt: PaymentAttempt) -> None:
    """Add what the attempt is now to its timeline."""
    AttemptStep.objects.create(attempt=attempt, state=attempt.state, detail=attempt.reason)


def missing_pages() -> QuerySet[PaymentAttempt]:
    """Attempts that were cancelled lately before their page was heard of: one may still turn up."""
    since = timezone.now() - gateway_calls.IN_FLIGHT
    return PaymentAttempt.objects.filter(
        state=State.CANCELLED, page_id=None, saved_method=None, started_at__gte=since
    )


def find_missing_page(attempt: PaymentAttempt) -> PaymentAttempt:
    """Close the page of a cancelled attempt if one was made after all. Raises GatewayDown."""
    page = gateway_calls.find_page(attempt)
    return reject_late_page(attempt, gateway_calls.fetch_by_id(page)) if page else attempt
