"""Sending money of an online payment back: asked for (`operation.py` says how), and posted once it
has left."""

from __future__ import annotations

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
from billing.payments.online.operation import KEY_LASTS, POLL_DELAYS, Operation
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


@transaction.atomic
def request_refund(
    payment: Payment, *, amount: Decimal, by: User | None, reason: str, key: UUID
) -> Refund:
    """Write down that `amount` of an online payment goes back, and let a worker ask for it.

    The same `key` is the same refund. Invoices it paid are owed again once the gateway has taken
    the refund on. Raises Refusal when the payment was not made online, or when that much of it
    cannot go back.
    """
    if known := refunds.known(key, payment.customer):
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
    refund = Refund.objects.create(
        id=key,
        customer=payment.customer,
        payment=payment,
        currency=payment.currency,
        amount=amount,
        reason=reason,
        asked_by=by,
        next_poll_at=timezone.now() + POLL_DELAYS[0],
    )
    app.configure_task("billing.tasks.send_refund").defer(refund_id=str(key))
    return refund


class RefundOperation(Operation[Refund, GatewayRefund]):
    model = Refund
    related = (
        "customer", "asked_by", "payment__open_item", "payment__customer", "entry__reversed_by",
    )  # fmt: skip
    waiting = (State.CREATED,)

    def ask(self, row: Refund) -> GatewayRefund | None:
        payment_id = PaymentAttempt.objects.get(payment=row.payment_id).charge_id or ""
        # First whether it is there: an error after the refund stays the answer under its key.
        for reported in card_gateway().refunds_of(payment_id):
            if reported.refund_id == str(row.pk):
                return reported
        if timezone.now() - row.asked_at > KEY_LASTS:
            return None
        return card_gateway().create_refund(
            payment_id, amount=row.amount, currency=row.currency, key=row.pk
        )

    def end(self, row: Refund, refused: GatewayRefused | None) -> Refund:
        reason = str(refused) if refused else _("It was never started at the gateway.")
        row.state, row.problem, row.ended_at = State.FAILED, reason[:300], timezone.now()
        row.save()
        _tell_failed(row)
        return row

    def apply(self, row: Refund, reported: GatewayRefund) -> Refund:
        row.gateway_id = row.gateway_id or reported.gateway_id
        if (reported.amount, reported.currency) != (row.amount, row.currency):
            row.problem = _("The gateway says %(amount)s %(currency)s.") % {
                "amount": reported.amount,
                "currency": reported.currency,
            }
            row.save()
            return row
        if ORDER.index(STATES[reported.status]) < ORDER.index(State(row.state)):
            return row
        was, row.state = row.state, STATES[reported.status]
        if row.state == State.FAILED:
            row.problem = reported.reason[:300] or _("The bank rejected it.")
            _put_back(row)
        elif row.entry is None:
            _post(row)
        if row.state != was and not row.is_live:
            row.ended_at = timezone.now()
        row.save()
        if row.state != was and row.state == State.FAILED:
            _tell_failed(row)
        return row


refunds = RefundOperation()
send_refund = refunds.converge
move_refund = refunds.apply_reported


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


def _tell_failed(refund: Refund) -> None:
    notice = PaymentNotice.REFUND_FAILED
    notify(refund.payment, notice, amount=refund.amount, reason=refund.problem)
