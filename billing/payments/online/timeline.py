"""What happened to an online payment, from its beginning to whatever went back of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.models import AttemptStep, Chargeback, PaymentAttempt, Refund

State = PaymentAttempt.State


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened; `amount` where it is about a part of the payment."""

    at: datetime
    what: str
    detail: str = ""
    amount: Decimal | None = None


def timeline(attempt: PaymentAttempt) -> list[Happening]:
    """Everything that happened, oldest first. Three statements."""
    found = [_step(one, attempt) for one in attempt.steps.all()]
    if attempt.payment_id is not None:
        for refund in Refund.objects.filter(payment=attempt.payment_id):
            found += _refund(refund)
        for chargeback in Chargeback.objects.filter(payment=attempt.payment_id):
            found += _chargeback(chargeback)
    return sorted(found, key=lambda one: one.at)


def _step(step: AttemptStep, attempt: PaymentAttempt) -> Happening:
    bank_asks = step.state == State.SUBMITTED and attempt.saved_method_id
    what = (
        _("Confirmation by your bank")
        if bank_asks
        else {
            State.CREATED: pgettext("payment", "Started"),
            State.SUBMITTED: _("Card processor’s page opened"),
            State.PROCESSING: pgettext("payment", "Processing"),
            State.SUCCEEDED: pgettext("payment", "Paid"),
            State.FAILED: _("Failed"),
            State.CANCELLED: _("Cancelled"),
        }[State(step.state)]
    )
    return Happening(step.at, what, step.detail)


def _refund(refund: Refund) -> list[Happening]:
    found = [Happening(refund.asked_at, _("Refund requested"), refund.reason, refund.amount)]
    if refund.state == Refund.State.SUCCEEDED and refund.ended_at:
        found.append(Happening(refund.ended_at, _("Refunded"), "", refund.amount))
    elif refund.state == Refund.State.FAILED and refund.ended_at:
        found.append(Happening(refund.ended_at, _("Refund failed"), "", refund.amount))
    return found


def _chargeback(chargeback: Chargeback) -> list[Happening]:
    is_return = chargeback.kind == Chargeback.Kind.RETURN
    what = _("Returned by the bank") if is_return else _("Disputed by the cardholder")
    # The bank's word for a dispute ("fraudulent") is for staff.
    detail = chargeback.reason if is_return else ""
    found = [Happening(chargeback.opened_at, what, detail, chargeback.amount)]
    if not is_return and chargeback.closed_at:
        is_won = chargeback.state == Chargeback.State.WON
        ended = _("Dispute won: the payment counts again") if is_won else _("Dispute lost")
        found.append(Happening(chargeback.closed_at, ended, "", chargeback.amount))
    return found
