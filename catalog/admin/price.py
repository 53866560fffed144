from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog.models import ContractPrice, Price, PriceList, PriceListAssignment
from portal.kit.money.format import unit_price
from portal.kit.staff.admin import StaffAdmin, TabularInline, quantity_column


class AssignmentInline(TabularInline):
    model = PriceListAssignment
    extra = 0
    autocomplete_fields = ("customer",)


@admin.register(PriceList)
class PriceListAdmin(StaffAdmin):
    list_display = ("code", "name", "currency", "is_default", "is_active", "valid_until")
    list_filter = ("currency", "is_active")
    search_fields = ("code", "name")
    inlines = (AssignmentInline,)


class FiguresAsWritten:
    """Quantities and prices as people write them: 12 and £11.00, not 12.000 and 11.0000."""

    shown_quantity = staticmethod(quantity_column("from_quantity", _("from quantity")))

    @admin.display(description=_("unit price"), ordering="unit_price")
    def shown_price(self, price: Price | ContractPrice) -> str:
        priced_in = price if isinstance(price, ContractPrice) else price.price_list
        return unit_price(price.unit_price, priced_in.currency)


@admin.register(Price)
class PriceAdmin(FiguresAsWritten, StaffAdmin):
    """Rungs one by one. Whole lists come by `import_prices`."""

    list_display = (
        "variant",
        "price_list",
        "shown_quantity",
        "shown_price",
        "valid_from",
        "valid_until",
    )
    list_filter = ("price_list",)
    list_select_related = ("variant", "price_list")
    search_fields = ("variant__code__startswith",)
    autocomplete_fields = ("variant", "price_list")
    ordering = ("-pk",)


@admin.register(ContractPrice)
class ContractPriceAdmin(FiguresAsWritten, StaffAdmin):
    list_display = (
        "customer",
        "variant",
        "shown_quantity",
        "shown_price",
        "reference",
        "valid_until",
    )
    list_select_related = ("variant", "customer")
    search_fields = ("variant__code__startswith", "reference")
    autocomplete_fields = ("customer", "variant")
    ordering = ("-pk",)
