from __future__ import annotations

from django.contrib import admin

from billing.models import SavedMethod
from portal.kit.staff.admin import ReadOnly, StaffAdmin


@admin.register(SavedMethod)
class SavedMethodAdmin(ReadOnly, StaffAdmin):
    """What companies keep to pay with. They alone add, prefer and remove."""

    list_display = ("customer", "label", "expires_on", "is_default", "added_at", "removed_at")
    list_select_related = ("customer",)
    list_filter = ("kind", "added_at")
    search_fields = ("customer__name", "customer__account_number", "label")
    fields = (
        "customer",
        "kind",
        "label",
        "expires_on",
        "is_default",
        "added_by",
        "added_at",
        "removed_by",
        "removed_at",
    )
