from __future__ import annotations

from django.contrib import admin

from billing.models import AutopayAgreement, AutopayStep
from portal.kit.staff.admin import ReadOnly, StaffAdmin, TabularInline


class StepInline(ReadOnly, TabularInline):
    model = AutopayStep
    extra = 0
    fields = ("on", "kind", "invoice", "amount", "outcome", "attempt")


@admin.register(AutopayAgreement)
class AutopayAgreementAdmin(ReadOnly, StaffAdmin):
    """What companies have agreed to, and what was charged by it. They alone agree and end."""

    list_display = ("customer", "agreed_on", "agreed_by", "paused_until", "ended_at")
    list_select_related = ("customer", "agreed_by")
    list_filter = ("agreed_on",)
    search_fields = ("customer__name", "customer__account_number")
    fields = (
        "customer",
        "consent_version",
        "consent_text",
        "agreed_at",
        "agreed_by",
        "cap",
        "paused_until",
        "ended_at",
        "ended_by",
    )
    inlines = (StepInline,)
