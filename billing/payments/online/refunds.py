"""Sending money of an online payment back: written down, asked for, and posted once it has left."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from accounts.models import User
from billing.ledger.posting import LedgerRefusal, Move, Side, lock_account, post, receivable
from billing.ledger.reversal import reverse
from billing.models import Account, JournalEntry, Payment, PaymentAttempt, Refund
from billing.payments.booking_day import booking_day
from billing.payments.gateways.base import GatewayRefund, GatewayRefundStatus, GatewayRefused
from billing.payments.gateways.registry import card_gateway
from billing.payments.notifications import PaymentNotice, notify
from billing.payments.unapplying import refundable, shortfall, unapply
from portal.kit.money.currencies import minor_unit, quantise
from portal.kit.money.format import written
from portal.kit.web.refusals import Refusal

State = Refund.State
STATES = {
    GatewayRefundStatus.PENDING: State.PENDING,
    GatewayRefundStatus.SUCCEEDED: State.SUCCEEDED,
    GatewayRefundStatus.FAILED: State.FAILED,
}
# A word that was read earlier and comes later moves nothing back.
ORDER = (State.CREATED, State.PENDING, State.SUCCEEDED, State.FAILED)
# A key is good for a day at the gateway; what was never asked by then never will be.
KEY_LASTS = timedelta(hours=23)


@transaction.atomic
def request_refund(
    payment: Payment, *, amount: Decimal, by: User | None, reason: str, key: UUID
) -> Refund:
    """Write down that `amount` of an online payment goes back, and let a worker ask for it.

    The same `key` is the same refund. Invoices it paid are owed again once the gateway has taken
    the refund on. Raises Refusal when the payment was not made online, or when that much of it
    cannot go back.
    """
    lock_account(payment.customer)
    known: Refund | None = Refund.objects.filter(pk=key, payment=payment).first()
    if known is not None:
        return known
    payment = Payment.objects.select_related("open_item", "customer").get(pk=payment.pk)
    if not PaymentAttempt.objects.filter(payment=payment).exists():
        raise Refusal(_("This payment was not made online."))
    amount = quantise(amount, payment.currency)
    if amount <= 0:
        raise Refusal(_("A refund must be more than zero."))
    if amount > refundable(payment):
        raise Refusal(_("That is more than can still be refunded."))
    limits = card_gateway().limits(payment.currency)
    if limits is None or not limits.is_exact(amount):
        sentence = _("The card processor can only refund multiples of %(step)s.")
        step = limits.step if limits else minor_unit(payment.currency)
        raise Refusal(sentence % {"step": written(step, payment.currency)})
    refund: Refund = Refund.objects.create(
        id=key,
        customer=payment.customer,
        payment=payment,
        currency=payment.currency,
        amount=amount,
        reason=reason,
        asked_by=by,
    )
    app.configure_task("billing.tasks.send_refund").defer(refund_id=str(key))
    return refund


def send_refund(refund: Refund) -> Refund:
    """Ask the gateway for it, once, and post it. Raises GatewayDown when there was no answer."""
    refund = Refund.objects.select_related("payment__attempt").get(pk=refund.pk)
    if refund.state != State.CREATED:
        return refund
    intent = refund.payment.attempt.charge_id or ""
    known = next(
        (one for one in card_gateway().refunds_of(intent) if one.refund_id == str(refund.pk)), None
    )
    if known is None and timezone.now() - refund.asked_at > KEY_LASTS:
        return _fail(refund.pk, _("It was never started at the gateway."))
    try:
        reported = known or card_gateway().create_refund(
            intent, amount=refund.amount, currency=refund.currency, key=refund.pk
        )
    except GatewayRefused as refused:
        return _fail(refund.pk, str(refused))
    return move_refund(refund.pk, reported)


def adopt_refund(payment: Payment, reported: GatewayRefund) -> Refund:
    """Take over a refund that was made at the gateway itself, and post it once."""
    with transaction.atomic():
        lock_account(payment.customer)
        refund, _is_new = Refund.objects.get_or_create(
            gateway_id=reported.gateway_id,
            defaults={
                "customer": payment.customer,
                "payment": payment,
                "currency": payment.currency,
                "amount": reported.amount,
                "state": State.PENDING,
                "reason": reported.reason[:200],
            },
        )
    return move_refund(refund.pk, reported)


@transaction.atomic
def move_refund(refund_id: UUID, reported: GatewayRefund) -> Refund:
    """Make true here what the gateway says of a refund. Brought again, it changes nothing."""
    refund = _locked(refund_id)
    refund.gateway_id = refund.gateway_id or reported.gateway_id
    if (reported.amount, reported.currency) != (refund.amount, refund.currency):
        refund.problem = _("The gateway says %(amount)s %(currency)s.") % {
            "amount": reported.amount,
            "currency": reported.currency,
        }
        refund.save()
        return refund
    if ORDER.index(STATES[reported.status]) < ORDER.index(State(refund.state)):
        return refund
    was, refund.state = refund.state, STATES[reported.status]
    if refund.state == State.FAILED:
        refund.problem = reported.reason[:300] or _("The bank rejected it.")
        _put_back(refund)
    elif refund.entry is None:
        _post(refund)
    if refund.state != was and not refund.is_live:
        refund.ended_at = timezone.now()
    refund.save()
    if refund.state != was and refund.state == State.FAILED:
        notify(
            refund.payment, PaymentNotice.REFUND_FAILED, amount=refund.amount, reason=refund.problem
        )
    return refund


def _post(refund: Refund) -> None:
    """Once the gateway has taken it on, the money is no longer ours."""
    item, today = refund.payment.open_item, booking_day()
    note = refund.reason or _("Refund")
    unused = unapply(item, refund.amount, on=today, by=refund.asked_by, note=note)
    refund.problem = shortfall(refund, unused)
    if unused > 0:
        refund.entry = _entry(refund, unused, note)
        notify(refund.payment, PaymentNotice.REFUNDED, amount=unused, reason=refund.reason)


def _entry(refund: Refund, amount: Decimal, note: str) -> JournalEntry:
    item = refund.payment.open_item
    return post(
        key=f"refund:{refund.gateway_id}",
        kind=JournalEntry.Kind.REFUND,
        customer=refund.customer,
        effective_on=booking_day(),
        moves=[Move(amount, receivable(item), Side(Account.CASH))],
        by=refund.asked_by,
        note=note,
    )


def _put_back(refund: Refund) -> None:
    """The bank sent it back: the money is ours again, unused on the payment."""
    if refund.entry is None or hasattr(refund.entry, "reversed_by"):
        return
    try:
        reverse(refund.entry, effective_on=booking_day(), note=refund.problem)
    except LedgerRefusal as refused:
        refund.problem = f"{refund.problem} {refused.sentence}"[:300]


@transaction.atomic
def _fail(refund_id: UUID, reason: str) -> Refund:
    refund = _locked(refund_id)
    if refund.state == State.CREATED:
        refund.state, refund.problem = State.FAILED, reason[:300]
        refund.ended_at = timezone.now()
        refund.save()
        notify(
            refund.payment, PaymentNotice.REFUND_FAILED, amount=refund.amount, reason=refund.problem
        )
    return refund


def _locked(refund_id: UUID) -> Refund:
    lock_account(Refund.objects.select_related("customer").get(pk=refund_id).customer)
    refunds = Refund.objects.select_for_update(no_key=True, of=("self",))
    refund: Refund = refunds.select_related(
        "customer", "asked_by", "payment__open_item", "payment__customer", "entry__reversed_by"
    ).get(pk=refund_id)
    return refund
