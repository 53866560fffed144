"""What happens to an online payment after it succeeded: refunds, disputes, returned bank debits.

The webhook, the poller, the reconciliation and staff all call `converge_money_back`, so their order
does not matter. Everything is posted today: a past period is never changed.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Customer
from billing.ledger.allocation import allocate
from billing.ledger.posting import Move, Side, lock_account, post, receivable
from billing.ledger.reversal import reverse
from billing.models import (
    Account,
    Chargeback,
    JournalEntry,
    OpenItem,
    Payment,
    PaymentAttempt,
    Refund,
)
from billing.payments.booking_day import booking_day
from billing.payments.gateways.base import GatewayChargeback, GatewayChargebackStatus, GatewayRefund
from billing.payments.gateways.registry import card_gateway
from billing.payments.notifications import PaymentNotice, notify
from billing.payments.online.refunds import adopt_refund, move_refund, send_refund
from billing.payments.planning.shares import shares_of
from billing.payments.unapplying import shortfall, unapply
from portal.kit.web.parsing import uuid_of

Kind, State = Chargeback.Kind, Chargeback.State
STATES = {
    GatewayChargebackStatus.OPEN: State.OPEN,
    GatewayChargebackStatus.WON: State.WON,
    GatewayChargebackStatus.LOST: State.LOST,
}


def converge_money_back(attempt: PaymentAttempt) -> None:
    """Ask what has gone back of a payment that succeeded, and make it so here, each once.

    Raises GatewayDown when there was no answer.
    """
    attempt = PaymentAttempt.objects.select_related("payment__customer").get(pk=attempt.pk)
    if attempt.payment is None or not attempt.charge_id:
        return
    # All is read before anything is locked.
    refunds = card_gateway().refunds_of(attempt.charge_id)
    disputes = card_gateway().chargebacks_of(attempt.charge_id)
    for reported in refunds:
        known = _known_refund(attempt.payment, reported)
        if known is None:
            adopt_refund(attempt.payment, reported)
        else:
            move_refund(known.pk, reported)
    for dispute in disputes:
        _move(attempt, attempt.payment, dispute)
    for refund in Refund.objects.filter(payment=attempt.payment, state=Refund.State.CREATED):
        send_refund(refund)


def _known_refund(payment: Payment, reported: GatewayRefund) -> Refund | None:
    """The refund by the gateway's number, or the one of ours that has not heard of its number."""
    refunds = Refund.objects.filter(payment=payment)
    known: Refund | None = refunds.filter(gateway_id=reported.gateway_id).first()
    ours = uuid_of(reported.refund_id)
    if known is None and ours is not None:
        known = refunds.filter(pk=ours, gateway_id=None).first()
    return known


@transaction.atomic
def _move(attempt: PaymentAttempt, payment: Payment, reported: GatewayChargeback) -> None:
    lock_account(Customer.objects.get(pk=payment.customer_id))
    chargeback, is_new = Chargeback.objects.select_related(
        "payment__open_item", "payment__customer", "entry__reversed_by"
    ).get_or_create(
        gateway_id=reported.gateway_id,
        defaults={
            "customer": payment.customer,
            "payment": payment,
            "currency": payment.currency,
            "amount": reported.amount,
            "kind": Kind.RETURN if reported.is_return else Kind.DISPUTE,
            "state": State.OPEN,
            "reason": reported.reason[:100],
            "opened_at": reported.opened_at,
        },
    )
    if chargeback.state != State.OPEN and reported.status == GatewayChargebackStatus.OPEN:
        return  # read earlier than what is known
    was, chargeback.state = chargeback.state, STATES[reported.status]
    chargeback.answer_by = reported.answer_by
    if reported.currency != payment.currency:
        chargeback.problem = _("The gateway says %(currency)s.") % {"currency": reported.currency}
    elif reported.is_taken and chargeback.entry is None:
        _post(chargeback)
    elif chargeback.state == State.WON and not reported.is_taken:
        _put_back(chargeback, attempt)
    if chargeback.state != State.OPEN and (is_new or was == State.OPEN):
        chargeback.closed_at = timezone.now()
    chargeback.save()
    notice = _notice(chargeback, None if is_new else State(was))
    if notice is not None:
        notify(payment, notice, amount=chargeback.amount, reason=chargeback.reason)


def _post(chargeback: Chargeback) -> None:
    item, today = chargeback.payment.open_item, booking_day()
    note = f"{chargeback.get_kind_display()}: {chargeback.reason}"[:200]
    unused = unapply(item, chargeback.amount, on=today, by=None, note=note)
    chargeback.problem = shortfall(chargeback, unused)
    if unused > 0:
        chargeback.entry = post(
            key=f"dispute:{chargeback.gateway_id}",
            kind=JournalEntry.Kind.DISPUTE,
            customer=chargeback.customer,
            effective_on=today,
            moves=[Move(unused, receivable(item), Side(Account.DISPUTE))],
            note=note,
        )


def _put_back(chargeback: Chargeback, attempt: PaymentAttempt) -> None:
    """Won: the money is ours again, and pays what it was meant for as far as that is still open."""
    entry = chargeback.entry
    if entry is None or hasattr(entry, "reversed_by"):
        return
    today = booking_day()
    reverse(entry, effective_on=today, note=_("Dispute won"))
    item = OpenItem.objects.get(pk=chargeback.payment.open_item_id)
    lines = attempt.lines.filter(credit_source=None, item__kind=OpenItem.Kind.INVOICE)
    for share in shares_of(lines.select_related("item").order_by("item__due_on"), item.open):
        allocate(source=item, invoice=share.item, amount=share.amount, effective_on=today)


def _notice(chargeback: Chargeback, was: Chargeback.State | None) -> PaymentNotice | None:
    if chargeback.kind == Kind.RETURN:
        return PaymentNotice.RETURNED if was is None else None
    if was is None:
        return PaymentNotice.DISPUTED if chargeback.state != State.WON else None
    if was == State.OPEN and chargeback.state != State.OPEN:
        return (
            PaymentNotice.DISPUTE_WON
            if chargeback.state == State.WON
            else PaymentNotice.DISPUTE_LOST
        )
    return None
