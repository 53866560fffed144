from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.models import OpenItem
from portal.kit.staff.admin import ReadOnly, StaffAdmin, amount_column


@admin.register(OpenItem)
class OpenItemAdmin(ReadOnly, StaffAdmin):
    """The ledger's side of each document."""

    list_display = (
        "number",
        "kind",
        "customer",
        "issued_on",
        "due_on",
        amount_column("total", _("total")),
        amount_column("open", _("open")),
    )
    list_select_related = ("customer",)
    list_filter = ("kind", "currency", "issued_on")
    search_fields = ("number", "reference", "customer__name", "customer__account_number")
    ordering = ("-pk",)
    fields = (
        "number",
        "kind",
        "customer",
        "currency",
        "reference",
        "issued_on",
        "due_on",
        "total",
        "open",
    )
