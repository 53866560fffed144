"""What staff do with an online payment that does not agree: book it, send it back, or note that it
was dealt with elsewhere.

The gateway is asked first and with no transaction open; what follows is decided under the
account's lock by what it said.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.events import record
from accounts.models import User
from billing.models import Payment, PaymentAttempt
from billing.payments.booking_day import booking_day
from billing.payments.entry import record_payment
from billing.payments.gateways.base import (
    GatewayPayment,
    GatewayRefundStatus,
    GatewayRefused,
    GatewayStatus,
)
from billing.payments.gateways.registry import card_gateway
from billing.payments.notifications import PaymentNotice, notify
from billing.payments.online import gateway_calls
from billing.payments.online.convergence import locked_attempt, record_step
from billing.payments.planning.shares import shares_of
from portal.kit.money.format import written
from portal.kit.text.characters import one_line
from portal.kit.web.refusals import Refusal

State = PaymentAttempt.State


def said_at_gateway(attempt: PaymentAttempt) -> GatewayPayment | None:
    """What the gateway holds of it, moving nothing; None where it knows of nothing. Raises
    GatewayDown when there was no answer."""
    number = attempt.charge_id if attempt.saved_method_id else attempt.page_id
    number = number or attempt.charge_id
    try:
        number = number or gateway_calls.find_page(attempt)
        return gateway_calls.fetch_by_id(number) if number else None
    except GatewayRefused:
        return None


def book(attempt: PaymentAttempt, *, by: User, note: str) -> Payment:
    """Record what the gateway has taken, and settle what it was meant for as far as that is still
    open; the rest is a deposit. Credits meant to be used along with it are left alone.

    Raises GatewayDown when there was no answer, and Refusal where there is nothing to book or
    somebody dealt with it before.
    """
    reported = bookable_payment(attempt)
    with transaction.atomic():
        payment = _book(attempt, reported, by=by, note=note, is_kept=True)
        notify(payment, PaymentNotice.RECEIVED, amount=payment.amount)
    return payment


def bookable_payment(attempt: PaymentAttempt) -> GatewayPayment:
    """What the gateway has taken of it, asked with no transaction open. Raises as `book` does."""
    reported = said_at_gateway(attempt)
    if problem := _problem(attempt, reported):
        raise Refusal(problem)
    if reported is None:
        raise RuntimeError("What is not there has a problem.")
    return reported


def take_as_deposit(
    attempt: PaymentAttempt, reported: GatewayPayment, *, by: User, note: str
) -> Payment:
    """Record what was taken and settle nothing with it, in the caller's transaction: for what is to
    go back (`billing.staff.approvals.send_back_or_ask`). Raises Refusal where somebody dealt with
    it before."""
    return _book(attempt, reported, by=by, note=note, is_kept=False)


def settle(attempt: PaymentAttempt, *, by: User, note: str) -> None:
    """Note that it was dealt with; a page that is still open is closed. Nothing is posted.

    Raises GatewayDown when there was no answer, and Refusal while the gateway holds money of it
    that could be booked or sent back.
    """
    reported = said_at_gateway(attempt)
    if reported is not None and reported.status is GatewayStatus.OPEN:
        reported = gateway_calls.cancel_reported(reported)
    _refuse_held(attempt, reported)
    with transaction.atomic():
        attempt = _locked(attempt)
        if reported is not None and reported.attempt_id == str(attempt.pk):
            _take_numbers(attempt, reported)
        if attempt.is_live:
            attempt.state, attempt.reason = State.CANCELLED, _("The seller has ended it.")
            attempt.lines.update(is_live=False)
        _close(attempt, by=by, note=note, how="settled")


def _problem(attempt: PaymentAttempt, reported: GatewayPayment | None) -> str:
    """Why what the gateway holds is no payment that can be booked; nothing when it is one."""
    if reported is None:
        return _("The gateway knows nothing of this payment.")
    if reported.attempt_id != str(attempt.pk):
        return _("What the gateway shows belongs to another payment.")
    if reported.is_live_mode != attempt.is_live_mode:
        return _("Test and live are mixed: there is no such money.")
    if reported.status is not GatewayStatus.PAID:
        return (
            _("The money is on its way. Wait until it has come, or failed.")
            if reported.status is GatewayStatus.PROCESSING
            else _("Nothing was paid at the gateway.")
        )
    if reported.currency == attempt.currency:
        return ""
    sentence = _("%(amount)s came, and the account is kept in %(currency)s.")
    amount = written(reported.amount, reported.currency)
    return sentence % {"amount": amount, "currency": attempt.currency}


def _refuse_held(attempt: PaymentAttempt, reported: GatewayPayment | None) -> None:
    is_processing = (
        reported is not None
        and reported.status is GatewayStatus.PROCESSING
        and reported.attempt_id == str(attempt.pk)
    )
    if reported is None or (_problem(attempt, reported) and not is_processing):
        return
    held = reported.amount - _gone_back(reported)
    if held > 0:
        sentence = _("The gateway holds %s of it: book that, or refund it.")
        raise Refusal(sentence % written(held, reported.currency))


def _gone_back(reported: GatewayPayment) -> Decimal:
    refunds = card_gateway().refunds_of(reported.charge_id) if reported.charge_id else []
    amounts = (one.amount for one in refunds if one.status is not GatewayRefundStatus.FAILED)
    return sum(amounts, start=Decimal(0))


def _book(
    attempt: PaymentAttempt, reported: GatewayPayment, *, by: User, note: str, is_kept: bool
) -> Payment:
    attempt = _locked(attempt)
    lines = attempt.lines.filter(credit_source=None).select_related("item")
    meant = lines.order_by("item__due_on", "item_id") if is_kept else ()
    payment = record_payment(
        customer=attempt.customer,
        amount=reported.amount,
        method=Payment.Method(attempt.method),
        received_on=booking_day(),
        shares=shares_of(meant, reported.amount),
        reference=one_line(reported.label or str(reported.charge_id or "")),
        by=by,
        key=f"attempt:{attempt.pk}",
    )
    _take_numbers(attempt, reported)
    attempt.payment, attempt.state, attempt.reason = payment, State.SUCCEEDED, reported.label
    attempt.lines.update(is_live=False)
    _close(attempt, by=by, note=note, how="booked" if is_kept else "sent-back")
    return payment


def _take_numbers(attempt: PaymentAttempt, reported: GatewayPayment) -> None:
    attempt.page_id = attempt.page_id or reported.page_id
    attempt.charge_id = attempt.charge_id or reported.charge_id


def _close(attempt: PaymentAttempt, *, by: User, note: str, how: str) -> None:
    was = attempt.mismatch_reason
    attempt.mismatch_reason = ""
    attempt.settled_at, attempt.settled_by = timezone.now(), by
    attempt.settled_note = f"{was} {note}"[:500]
    attempt.save()
    record_step(attempt)
    record(
        f"online-payment.{how}",
        customer=attempt.customer,
        subject=str(attempt),
        # The company reads its history; what staff found stands on the attempt alone.
        details={"payment": str(attempt.payment)} if attempt.payment else None,
    )


def _locked(attempt: PaymentAttempt) -> PaymentAttempt:
    locked = locked_attempt(attempt.pk)
    if not locked.mismatch_reason or locked.payment_id:
        raise Refusal(_("Somebody has dealt with this payment already."))
    return locked
