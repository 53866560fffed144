from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.approvals import DECIDE, approve, decline, may_decide, withdraw
from accounts.models import Approval, Organization, User
from portal.kit.money.format import NOTHING, written
from portal.kit.staff.actions import Button, ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly
from portal.kit.staff.queues import Queue, oldest, register_queues


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("The requester will see this."),
    )


def _approve(request: HttpRequest, approval: Approval, _answers: Mapping[str, Any]) -> str:
    return approve(approval, by=cast("User", request.user))


def _decline(request: HttpRequest, approval: Approval, answers: Mapping[str, Any]) -> str:
    decline(approval, by=cast("User", request.user), reason=answers["reason"])
    return _("Declined. The requester has been told why.")


def _withdraw(request: HttpRequest, approval: Approval, _answers: Mapping[str, Any]) -> str:
    withdraw(approval, by=cast("User", request.user))
    return _("Withdrawn.")


def _is_waiting(approval: Approval) -> bool:
    return approval.is_waiting


@admin.register(Approval)
class ApprovalAdmin(ReadOnly, ObjectActionsAdmin):
    """What somebody asked for and a second person decides."""

    list_display = (
        "kind",
        "subject",
        "shown_amount",
        "asked_by",
        "asked_at",
        "state",
        "decided_by",
    )
    list_select_related = ("customer", "asked_by", "decided_by")
    list_filter = ("state", "kind")
    search_fields = ("subject", "customer__name", "asked_by__email")
    fields = (
        "kind",
        "subject",
        "customer",
        "shown_amount",
        "as_it_is",
        "as_asked_for",
        "reason",
        "asked_by",
        "asked_at",
        "state",
        "decided_by",
        "decided_at",
        "outcome",
    )
    readonly_fields = ("shown_amount", "as_it_is", "as_asked_for")
    object_actions = (
        ObjectAction(
            name="approve",
            label=gettext_lazy("Approve"),
            run=_approve,
            offered=_is_waiting,
            explanation=gettext_lazy(
                "It takes effect immediately and is recorded under both names."
            ),
            permission=DECIDE,
            is_sensitive=True,
        ),
        ObjectAction(
            name="decline",
            label=gettext_lazy("Decline"),
            run=_decline,
            offered=_is_waiting,
            form=DeclineForm,
            permission=DECIDE,
            is_undoing=True,
        ),
        ObjectAction(
            name="withdraw",
            label=gettext_lazy("Withdraw"),
            run=_withdraw,
            offered=_is_waiting,
            is_undoing=True,
        ),
    )

    def has_view_permission(self, request: HttpRequest, obj: Approval | None = None) -> bool:
        """Who may decide must see; who asked sees their own."""
        return (
            super().has_view_permission(request, obj)
            or request.user.has_perm(DECIDE)
            or (obj is not None and obj.asked_by_id == request.user.pk)
        )

    def find_to_run(self, request: HttpRequest, object_id: str, action: ObjectAction) -> Approval:
        """Who asked may withdraw, whatever they may see of others' requests."""
        if action.name != "withdraw":
            return cast("Approval", super().find_to_run(request, object_id, action))
        approval: Approval = self._get_or_404(request, object_id)
        if approval.asked_by_id != request.user.pk:
            raise PermissionDenied
        return approval

    def buttons(self, request: HttpRequest, obj: Approval) -> list[Button]:
        """To decide, for those who may; to withdraw, for the person who asked."""
        user = cast("User", request.user)
        shown = {"approve", "decline"} if may_decide(user, obj) else set()
        if obj.asked_by_id == user.pk:
            shown = {"withdraw"}
        return [
            Button(action.label, self.url_of(obj, action.name), action.is_undoing)
            for action in self.object_actions
            if action.name in shown and action.offered(obj)
        ]

    @admin.display(description=gettext_lazy("amount"), ordering="amount")
    def shown_amount(self, approval: Approval) -> str:
        amount = approval.amount
        return NOTHING if amount is None else written(amount, approval.currency)

    @admin.display(description=gettext_lazy("current"))
    def as_it_is(self, approval: Approval) -> str:
        return _text_of(approval.old)

    @admin.display(description=gettext_lazy("as requested"))
    def as_asked_for(self, approval: Approval) -> str:
        return _text_of(approval.new)


def _text_of(values: Mapping[str, Any]) -> str:
    """By name what it is, a line each; what only the program reads is left out."""
    names = {field.name: field.verbose_name for field in Organization._meta.fields}  # noqa: SLF001 - Django's public name for it
    lines = [
        f"{names.get(name, name.replace('_', ' '))}: {value or NOTHING}"
        for name, value in values.items()
        if not name.startswith("_")
    ]
    return "\n".join(lines) or NOTHING


register_queues(
    [
        Queue(
            label=gettext_lazy("requests awaiting a second person"),
            permission=DECIDE,
            count=lambda: Approval.objects.filter(state=Approval.State.WAITING).count(),
            oldest=oldest(
                lambda: Approval.objects.filter(state=Approval.State.WAITING), "asked_at"
            ),
            url=lambda: reverse("admin:accounts_approval_changelist") + "?state__exact=waiting",
        )
    ]
)
