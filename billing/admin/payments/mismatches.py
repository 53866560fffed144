"""What staff can do with an online payment that does not agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.approvals import asked_sentence
from billing.models import PaymentAttempt
from billing.payments.gateways.base import GatewayDown, GatewayStatus
from billing.payments.online import mismatches
from billing.staff.approvals import send_back_or_ask
from portal.kit.money.format import written
from portal.kit.staff.actions import ObjectAction
from portal.kit.web.refusals import Refusal

STATUSES = {
    GatewayStatus.OPEN: gettext_lazy("not paid yet"),
    GatewayStatus.PROCESSING: gettext_lazy("on its way"),
    GatewayStatus.PAID: gettext_lazy("paid"),
    GatewayStatus.FAILED: gettext_lazy("failed"),
    GatewayStatus.EXPIRED: gettext_lazy("expired"),
}


class BookForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What you found"),
        max_length=200,
        help_text=gettext_lazy("Only staff read it."),
        widget=forms.TextInput(attrs={"size": 60}),
    )


class SettleForm(BookForm):
    """The same question; what was done is part of the answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("What you found and did")


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The customer will see this."),
        widget=forms.TextInput(attrs={"size": 60}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


T = TypeVar("T")


def _answered(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except GatewayDown as down:
        raise Refusal(_("The payment gateway isn't responding. Try again in a moment.")) from down


def _at_gateway(attempt: PaymentAttempt) -> str:
    """What staff read before they decide."""
    try:
        reported = mismatches.said_at_gateway(attempt)
    except GatewayDown:
        return _("The payment gateway isn't responding. Try again in a moment.")
    if reported is None:
        return _("%(problem)s The gateway knows nothing of it.") % {
            "problem": attempt.mismatch_reason
        }
    return _("%(problem)s At the gateway: %(amount)s, %(status)s.") % {
        "problem": attempt.mismatch_reason,
        "amount": written(reported.amount, reported.currency),
        "status": STATUSES[reported.status],
    }


def _book(request: HttpRequest, attempt: PaymentAttempt, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    payment = _answered(lambda: mismatches.book(attempt, by=by, note=answers["note"]))
    return _("%(payment)s has been recorded: %(amount)s.") % {
        "payment": payment,
        "amount": written(payment.amount, payment.currency),
    }


def _send_back(request: HttpRequest, attempt: PaymentAttempt, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    reason, key = answers["reason"], answers["key"]
    asked = _answered(lambda: send_back_or_ask(attempt, by=by, reason=reason, key=key))
    return asked_sentence(asked) if asked else _("The payment is being sent back.")


def _settle(request: HttpRequest, attempt: PaymentAttempt, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    _answered(lambda: mismatches.settle(attempt, by=by, note=answers["note"]))
    return _("Resolved and off the list.")


mismatch_actions = (
    ObjectAction(
        name="book",
        label=gettext_lazy("Book the payment"),
        run=_book,
        offered=lambda attempt: bool(attempt.mismatch_reason),
        form=BookForm,
        warning=_at_gateway,
        explanation=gettext_lazy(
            "The gateway is asked again. What it has taken is recorded as a payment, pays what "
            "it was meant for as far as that is still open, and the rest is a deposit."
        ),
        outside_transaction=True,
        permission="billing.add_payment",
    ),
    ObjectAction(
        name="send-back",
        label=gettext_lazy("Refund"),
        run=_send_back,
        offered=lambda attempt: bool(attempt.mismatch_reason),
        form=SendBackForm,
        initial=lambda _: {"key": uuid4()},
        warning=_at_gateway,
        explanation=gettext_lazy(
            "The gateway is asked again. What it has taken is recorded as a deposit and goes "
            "back to where it came from; above your organization's amounts a second person "
            "approves that first."
        ),
        is_undoing=True,
        outside_transaction=True,
        permission="billing.change_payment",
    ),
    ObjectAction(
        name="settle",
        label=gettext_lazy("Mark as resolved"),
        run=_settle,
        offered=lambda attempt: bool(attempt.mismatch_reason),
        form=SettleForm,
        warning=_at_gateway,
        explanation=gettext_lazy(
            "For what was put right elsewhere. Nothing is recorded; a payment page that is "
            "still open is closed. Not possible while the gateway holds money that can be "
            "recorded here."
        ),
        outside_transaction=True,
    ),
)
