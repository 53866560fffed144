from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.models import Posting
from portal.kit.staff.admin import ReadOnly, StaffAdmin, amount_column

FIELDS = ("debit_account", "debit_item", "credit_account", "credit_item")


@admin.register(Posting)
class PostingAdmin(ReadOnly, StaffAdmin):
    """Every amount ever moved."""

    list_display = ("id", "entry", "customer", amount_column("amount", _("amount")), *FIELDS)
    list_select_related = ("entry", "customer", "debit_item", "credit_item")
    list_filter = ("debit_account", "credit_account", "currency")
    search_fields = ("customer__name", "debit_item__number", "credit_item__number")
    ordering = ("-pk",)
    fields = ("entry", "customer", "currency", "amount", *FIELDS)
