from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from billing.models import AccountBalance
from portal.kit.staff.admin import ReadOnly, StaffAdmin, amount_column


@admin.register(AccountBalance)
class AccountBalanceAdmin(ReadOnly, StaffAdmin):
    """What the postings have made of each account."""

    list_display = (
        "customer",
        "currency",
        amount_column("outstanding", _("outstanding")),
        amount_column("credits", _("credits")),
        amount_column("deposits", _("deposits")),
        amount_column("retainers", _("retainers requested")),
    )
    list_select_related = ("customer",)
    list_filter = ("currency",)
    search_fields = ("customer__name", "customer__account_number")
    ordering = ("customer__name", "pk")
    fields = ("customer", "currency", "outstanding", "credits", "deposits", "retainers")
