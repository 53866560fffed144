from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import SharedLink, User
from accounts.sharing.shared_links import revoke
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly


def revoke_link(request: HttpRequest, link: SharedLink, _answers: Mapping[str, Any]) -> str:
    revoke(link, by=cast("User", request.user))
    return _("Link revoked. It no longer works.")


@admin.register(SharedLink)
class SharedLinkAdmin(ReadOnly, ObjectActionsAdmin):
    """Links to one document, made by members and staff. Their secret is stored nowhere."""

    list_display = (
        "customer",
        "kind",
        "number",
        "recipient",
        "created_by",
        "expires_at",
        "revoked_at",
        "uses",
        "last_used_at",
    )
    list_select_related = ("customer", "created_by")
    list_filter = ("kind",)
    search_fields = ("number", "customer__name", "recipient_email", "recipient_name")
    search_help_text = gettext_lazy("Number, customer or recipient")
    fields = (
        "customer",
        "kind",
        "number",
        "parameters",
        "recipient_name",
        "recipient_email",
        "created_by",
        "created_at",
        "expires_at",
        "revoked_at",
        "revoked_by",
        "uses",
        "first_used_at",
        "last_used_at",
    )
    object_actions = (
        ObjectAction(
            name="revoke",
            label=gettext_lazy("Revoke"),
            run=revoke_link,
            offered=lambda link: link.is_live,
            explanation=gettext_lazy("The link stops working immediately."),
            is_undoing=True,
        ),
    )
