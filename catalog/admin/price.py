from __future__ import annotations

from django.contrib import admin

from catalog.models import ContractPrice, Price, PriceList, PriceListAssignment
from portal.kit.staff.admin import BaseTabularInline, StaffAdmin


class AssignmentInline(BaseTabularInline):
    model = PriceListAssignment
    extra = 0
    autocomplete_fields = ("customer",)


@admin.register(PriceList)
class PriceListAdmin(StaffAdmin):
    list_display = ("code", "name", "currency", "is_default", "is_active", "valid_until")
    list_filter = ("currency", "is_active")
    search_fields = ("code", "name")
    inlines = (AssignmentInline,)


@admin.register(Price)
class PriceAdmin(StaffAdmin):
    """Rungs one by one. Whole lists come by `import_prices`."""

    list_display = (
        "variant",
        "price_list",
        "from_quantity",
        "unit_price",
        "valid_from",
        "valid_until",
    )
    list_filter = ("price_list",)
    list_select_related = ("variant", "price_list")
    search_fields = ("variant__code__startswith",)
    autocomplete_fields = ("variant", "price_list")
    ordering = ("-pk",)


@admin.register(ContractPrice)
class ContractPriceAdmin(StaffAdmin):
    list_display = (
        "customer",
        "variant",
        "from_quantity",
        "unit_price",
        "reference",
        "valid_until",
    )
    list_select_related = ("variant", "customer")
    search_fields = ("variant__code__startswith", "reference")
    autocomplete_fields = ("customer", "variant")
    ordering = ("-pk",)
