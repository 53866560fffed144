from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.company.changes import approve, decline
from accounts.models import ChangeRequest, User
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly
from portal.kit.staff.queues import Queue, oldest, register_queues


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("The person will see this."),
    )


def _approve(request: HttpRequest, change: ChangeRequest, _answers: Mapping[str, Any]) -> str:
    approve(change, decided_by=cast("User", request.user))
    return _("Changed. The person has been notified.")


def _decline(request: HttpRequest, change: ChangeRequest, answers: Mapping[str, Any]) -> str:
    decline(change, decided_by=cast("User", request.user), reason=answers["reason"])
    return _("Declined. The person has been told why.")


def _is_open(change: ChangeRequest) -> bool:
    return change.state == ChangeRequest.State.OPEN


@admin.register(ChangeRequest)
class ChangeRequestAdmin(ReadOnly, ObjectActionsAdmin):
    """What customers want changed on their legal documents."""

    list_display = ("customer", "subject", "old_text", "new_text", "asked_by", "asked_at", "state")
    list_select_related = ("customer", "asked_by")
    list_filter = ("state", "subject")
    search_fields = ("customer__name",)
    fields = (
        "customer",
        "subject",
        "old_text",
        "new_text",
        "asked_by",
        "asked_at",
        "state",
        "decided_by",
        "decided_at",
        "reason",
    )
    readonly_fields = ("old_text", "new_text")
    object_actions = (
        ObjectAction(
            name="approve",
            label=gettext_lazy("Approve"),
            run=_approve,
            offered=_is_open,
            explanation=gettext_lazy("Documents already issued keep the old details."),
        ),
        ObjectAction(
            name="decline",
            label=gettext_lazy("Decline"),
            run=_decline,
            offered=_is_open,
            form=DeclineForm,
            is_undoing=True,
        ),
    )


register_queues(
    [
        Queue(
            label=gettext_lazy("changes requested by customers"),
            permission="accounts.change_changerequest",
            count=lambda: ChangeRequest.objects.open().count(),
            oldest=oldest(ChangeRequest.objects.open, "asked_at"),
            url=lambda: reverse("admin:accounts_changerequest_changelist") + "?state__exact=open",
        )
    ]
)
