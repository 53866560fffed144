from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from billing.admin.ledger.posting import FIELDS
from billing.models import JournalEntry, Posting
from portal.kit.staff.admin import ReadOnly, StaffAdmin, TabularInline, amount_column


class PostingInline(ReadOnly, TabularInline):
    model = Posting
    extra = 0
    fields = (*FIELDS, "shown_amount")
    readonly_fields = fields

    @admin.display(description=_("amount"))
    def shown_amount(self, posting: Posting) -> str:
        return amount_column("amount", "")(posting)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("debit_item", "credit_item")


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnly, StaffAdmin):
    """What happened, in the order it was posted."""

    inlines = (PostingInline,)
    list_display = ("id", "kind", "customer", "effective_on", "posted_at", "posted_by", "note")
    list_select_related = ("customer", "posted_by")
    list_filter = ("kind", "effective_on")
    search_fields = ("key", "note", "customer__name", "customer__account_number")
    ordering = ("-pk",)
    fields = (
        "kind",
        "customer",
        "currency",
        "effective_on",
        "posted_at",
        "posted_by",
        "reverses",
        "note",
        "key",
    )
