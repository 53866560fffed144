from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ErasureRequest, User
from accounts.privacy.erasure import carry_out, decline, obstacles
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly
from portal.kit.staff.queues import Queue, oldest, register_queues


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("The person will see this."),
    )


def _carry_out(request: HttpRequest, erasure: ErasureRequest, _answers: Mapping[str, Any]) -> str:
    carry_out(erasure, by=cast("User", request.user))
    return _("The person's data has been deleted, and they have been notified.")


def _decline(request: HttpRequest, erasure: ErasureRequest, answers: Mapping[str, Any]) -> str:
    decline(erasure, by=cast("User", request.user), reason=answers["reason"])
    return _("The person has been notified, with the reason.")


def _is_waiting(erasure: ErasureRequest) -> bool:
    return erasure.state == ErasureRequest.State.WAITING


@admin.register(ErasureRequest)
class ErasureRequestAdmin(ReadOnly, ObjectActionsAdmin):
    """People who want to be erased."""

    list_display = ("user", "state", "asked_at", "decided_by", "decided_at")
    list_select_related = ("user", "decided_by")
    list_filter = ("state",)
    fields = (
        "user",
        "comment",
        "companies",
        "to_do_first",
        "state",
        "asked_at",
        "decided_by",
        "decided_at",
        "reason",
    )
    readonly_fields = ("companies", "to_do_first")
    object_actions = (
        ObjectAction(
            name="carry-out",
            label=gettext_lazy("Delete personal data"),
            run=_carry_out,
            offered=_is_waiting,
            explanation=gettext_lazy(
                "This permanently removes their name, addresses, sign-in, contact entries and "
                "what they wrote in the history. Documents and the record of who did what stay, "
                "without a name."
            ),
            is_undoing=True,
        ),
        ObjectAction(
            name="decline",
            label=gettext_lazy("Decline"),
            run=_decline,
            offered=_is_waiting,
            form=DeclineForm,
        ),
    )

    @admin.display(description=gettext_lazy("belongs to"))
    def companies(self, erasure: ErasureRequest) -> str:
        places = erasure.user.memberships.select_related("customer")
        return ", ".join(f"{one.customer} ({one.get_role_display()})" for one in places) or "–"

    @admin.display(description=gettext_lazy("to do first"))
    def to_do_first(self, erasure: ErasureRequest) -> str:
        return " ".join(one.sentence for one in obstacles(erasure.user)) or _("nothing")


register_queues(
    [
        Queue(
            label=gettext_lazy("data deletion requests"),
            permission="accounts.change_erasurerequest",
            count=lambda: ErasureRequest.objects.filter(state=ErasureRequest.State.WAITING).count(),
            oldest=oldest(
                lambda: ErasureRequest.objects.filter(state=ErasureRequest.State.WAITING),
                "asked_at",
            ),
            url=lambda: (
                reverse("admin:accounts_erasurerequest_changelist") + "?state__exact=waiting"
            ),
        )
    ]
)
