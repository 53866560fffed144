from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.approvals import asked_sentence
from billing.admin.documents.dispute import OutcomeForm
from billing.admin.documents.document import money_of
from billing.models import Chargeback, Payment, PaymentAttempt, ReconciliationFinding, Refund
from billing.payments.gateways.base import GatewayDown
from billing.payments.online.chargebacks import converge_money_back
from billing.payments.unapplying import refundable
from billing.staff.approvals import refund_online_or_ask
from billing.staff.forms import amount_field
from portal.kit.money.format import written
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly, amount_column
from portal.kit.staff.queues import Queue, oldest, register_queues
from portal.kit.web.refusals import Refusal

LATELY = timedelta(days=14)


class OnlineRefundForm(forms.Form):
    amount = amount_field(gettext_lazy("Amount"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The customer will see this."),
        widget=forms.TextInput(attrs={"size": 60}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


def is_online(payment: Payment) -> bool:
    """Whether it came through the gateway, and so goes back through it."""
    return PaymentAttempt.objects.filter(payment=payment).exists()


def _refund(request: HttpRequest, payment: Payment, answers: Mapping[str, Any]) -> str:
    by: Any = request.user
    key: UUID = answers["key"]
    asked = refund_online_or_ask(
        payment, amount=answers["amount"], by=by, reason=answers["reason"], key=key
    )
    if asked:
        return asked_sentence(asked)
    amount = written(answers["amount"], payment.currency)
    return _("%(amount)s of %(payment)s is being refunded.") % {
        "amount": amount,
        "payment": payment,
    }


online_refund_action = ObjectAction(
    name="online-refund",
    label=gettext_lazy("Refund"),
    run=_refund,
    offered=lambda payment: is_online(payment) and refundable(payment) > 0,
    form=OnlineRefundForm,
    initial=lambda payment: {"amount": refundable(payment), "key": uuid4()},
    explanation=gettext_lazy(
        "The money goes back to the original card or account. Unused money is refunded first; "
        "then the invoices it paid are reopened, most recently paid first. Several refunds are "
        "possible."
    ),
    is_undoing=True,
)


def _ask(_request: HttpRequest, one: Refund | Chargeback, _answers: Mapping[str, Any]) -> str:
    try:
        converge_money_back(PaymentAttempt.objects.get(payment=one.payment))
    except GatewayDown as down:
        raise Refusal(_("The payment gateway isn't responding. Try again in a moment.")) from down
    one.refresh_from_db()
    return _("Current status: %s.") % one.get_state_display()


ask_action = ObjectAction(
    name="ask",
    label=gettext_lazy("Check with the gateway"),
    run=_ask,
    offered=lambda one: one.state in ("created", "pending", "open"),
    outside_transaction=True,
)


@admin.register(Refund)
class RefundAdmin(ReadOnly, ObjectActionsAdmin):
    """Online payments sent back, by staff or at the gateway."""

    list_display = (
        "asked_at",
        "payment",
        "customer",
        amount_column("amount", gettext_lazy("amount")),
        "state",
        "asked_by",
        "problem",
    )
    list_select_related = ("customer", "payment", "asked_by")
    list_filter = ("state", "asked_at")
    search_fields = ("payment__number", "customer__name", "gateway_id")
    fields = (
        "payment",
        "customer",
        "shown_amount",
        "state",
        "reason",
        "problem",
        "asked_by",
        "asked_at",
        "ended_at",
        "gateway_id",
        "entry",
    )
    object_actions = (ask_action,)
    shown_amount = money_of("amount", gettext_lazy("amount"))


@admin.register(Chargeback)
class ChargebackAdmin(ReadOnly, ObjectActionsAdmin):
    """Card payments that their holders dispute, and bank debits that were returned."""

    list_display = (
        "opened_at",
        "kind",
        "payment",
        "customer",
        amount_column("amount", gettext_lazy("amount")),
        "state",
        "answer_by",
        "problem",
    )
    list_select_related = ("customer", "payment")
    list_filter = ("state", "kind", "opened_at")
    search_fields = ("payment__number", "customer__name", "gateway_id")
    fields = (
        "payment",
        "customer",
        "kind",
        "shown_amount",
        "state",
        "reason",
        "answer_by",
        "problem",
        "opened_at",
        "closed_at",
        "gateway_id",
        "entry",
    )
    object_actions = (ask_action,)
    shown_amount = money_of("amount", gettext_lazy("amount"))


def _settle(
    request: HttpRequest, finding: ReconciliationFinding, answers: Mapping[str, Any]
) -> str:
    by: Any = request.user
    finding.settled_at, finding.settled_by = timezone.now(), by
    finding.outcome = answers["outcome"]
    finding.save(update_fields=["settled_at", "settled_by", "outcome"])
    return _("Resolved and off the list.")


class NoteForm(OutcomeForm):
    """What was done about it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].help_text = _("What you found and did. Only staff can see this.")


@admin.register(ReconciliationFinding)
class ReconciliationFindingAdmin(ReadOnly, ObjectActionsAdmin):
    """What the gateway's account and our books do not agree on."""

    list_display = ("found_at", "kind", "about", "detail", "settled_at", "settled_by")
    list_select_related = ("settled_by",)
    list_filter = ("kind", ("settled_at", admin.EmptyFieldListFilter), "found_at")
    search_fields = ("about", "detail")
    fields = ("kind", "about", "detail", "found_at", "settled_at", "settled_by", "outcome")
    object_actions = (
        ObjectAction(
            name="settle",
            label=gettext_lazy("Mark as resolved"),
            run=_settle,
            offered=lambda finding: finding.settled_at is None,
            form=NoteForm,
        ),
    )


register_queues(
    [
        Queue(
            label=gettext_lazy("refunds that failed in the last two weeks"),
            permission="billing.view_refund",
            count=lambda: Refund.objects.filter(
                state=Refund.State.FAILED, ended_at__gte=timezone.now() - LATELY
            ).count(),
            url=lambda: reverse("admin:billing_refund_changelist") + "?state__exact=failed",
        ),
        Queue(
            label=gettext_lazy("card disputes to answer"),
            permission="billing.view_chargeback",
            count=lambda: Chargeback.objects.filter(state=Chargeback.State.OPEN).count(),
            oldest=oldest(
                lambda: Chargeback.objects.filter(state=Chargeback.State.OPEN), "opened_at"
            ),
            url=lambda: reverse("admin:billing_chargeback_changelist") + "?state__exact=open",
        ),
        Queue(
            label=gettext_lazy("reconciliation findings"),
            permission="billing.change_reconciliationfinding",
            count=lambda: ReconciliationFinding.objects.filter(settled_at=None).count(),
            oldest=oldest(
                lambda: ReconciliationFinding.objects.filter(settled_at=None), "found_at"
            ),
            url=lambda: (
                reverse("admin:billing_reconciliationfinding_changelist") + "?settled_at__isempty=1"
            ),
        ),
    ]
)
