from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.payments.mismatches import mismatch_actions
from billing.models import PaymentAttempt, WebhookEvent
from billing.payments.gateways.base import GatewayDown
from billing.payments.online.attempts import cancel, converge
from portal.kit.money.format import moment_text, written
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly, StaffAdmin, amount_column
from portal.kit.staff.queues import Queue, register_queues
from portal.kit.web.refusals import Refusal


def _ask(_request: HttpRequest, attempt: PaymentAttempt, _answers: Mapping[str, Any]) -> str:
    try:
        return _("Current status: %s.") % converge(attempt).get_state_display()
    except GatewayDown as down:
        raise Refusal(_("The payment gateway isn't responding. Try again in a moment.")) from down


def _cancel(_request: HttpRequest, attempt: PaymentAttempt, _answers: Mapping[str, Any]) -> str:
    try:
        return _("Current status: %s.") % cancel(attempt).get_state_display()
    except GatewayDown as down:
        raise Refusal(_("The payment gateway isn't responding. Try again in a moment.")) from down


@admin.register(PaymentAttempt)
class PaymentAttemptAdmin(ReadOnly, ObjectActionsAdmin):
    """What customers have begun to pay online, and what became of it."""

    list_display = (
        "started_at",
        "customer",
        amount_column("amount", gettext_lazy("amount")),
        "method",
        "state",
        "mismatch_reason",
    )
    list_select_related = ("customer",)
    list_filter = ("state", ("mismatch_reason", admin.EmptyFieldListFilter), "method", "started_at")
    search_fields = ("customer__name", "page_id", "charge_id")
    search_help_text = gettext_lazy("Customer, or the gateway's number")
    fields = (
        "customer",
        "method",
        "amount",
        "currency",
        "state",
        "reason",
        "mismatch_reason",
        "settled_at",
        "settled_by",
        "settled_note",
        "started_at",
        "started_by",
        "saved_method",
        "agreement",
        "requires_authentication",
        "meant_for",
        "timeline",
        "page_id",
        "charge_id",
        "payment",
    )
    readonly_fields = ("meant_for", "timeline")
    object_actions = (
        ObjectAction(
            name="ask",
            label=gettext_lazy("Check with the gateway"),
            run=_ask,
            offered=lambda attempt: attempt.is_live,
            outside_transaction=True,
        ),
        ObjectAction(
            name="cancel",
            label=gettext_lazy("Cancel"),
            run=_cancel,
            offered=lambda attempt: attempt.is_live,
            is_undoing=True,
            outside_transaction=True,
        ),
        *mismatch_actions,
    )

    @admin.display(description=gettext_lazy("meant for"))
    def meant_for(self, attempt: PaymentAttempt) -> SafeString:
        lines = attempt.lines.select_related("item", "credit_source")
        return format_html_join(
            "",
            "{} {} {}<br>",
            (
                (line.item, written(line.amount, attempt.currency), line.credit_source or "")
                for line in lines
            ),
        )

    @admin.display(description=gettext_lazy("timeline"))
    def timeline(self, attempt: PaymentAttempt) -> SafeString:
        steps = attempt.steps.all()
        rows = ((moment_text(one.at), one.get_state_display(), one.detail) for one in steps)
        return format_html_join("", "{} {} {}<br>", rows)


def _done(_request: HttpRequest, event: WebhookEvent, _answers: Mapping[str, Any]) -> str:
    WebhookEvent.objects.filter(pk=event.pk).update(handled_at=timezone.now())
    return _("Resolved and off the list.")


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnly, ObjectActionsAdmin, StaffAdmin):
    """Words from the gateway; those that could not be believed, or ask for staff, say why."""

    list_display = ("received_at", "type", "object_id", "problem", "handled_at")
    list_filter = ("received_at", "type")
    search_fields = ("id", "object_id")
    fields = ("id", "type", "object_id", "attempt_id", "received_at", "handled_at", "problem")
    object_actions = (
        ObjectAction(
            name="done",
            label=gettext_lazy("Mark as resolved"),
            run=_done,
            offered=lambda event: bool(event.problem) and event.handled_at is None,
        ),
    )


register_queues(
    [
        Queue(
            label=gettext_lazy("online payments that don't match"),
            permission="billing.view_paymentattempt",
            count=lambda: PaymentAttempt.objects.exclude(mismatch_reason="").count(),
            url=lambda: (
                reverse("admin:billing_paymentattempt_changelist") + "?mismatch_reason__isempty=0"
            ),
        ),
        Queue(
            label=gettext_lazy("gateway events to review"),
            permission="billing.change_webhookevent",
            count=lambda: WebhookEvent.objects.filter(~Q(problem=""), handled_at=None).count(),
            url=lambda: reverse("admin:billing_webhookevent_changelist"),
        ),
    ]
)
