from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Arrival, ShopSettings, Stock
from portal.kit.staff.admin import StaffAdmin, quantity_column


@admin.register(Stock)
class StockAdmin(StaffAdmin):
    list_display = (
        "variant",
        quantity_column("on_hand", _("on hand")),
        quantity_column("reserved", _("reserved elsewhere")),
        "as_of",
        "source",
    )
    list_select_related = ("variant",)
    search_fields = ("variant__code__startswith",)
    autocomplete_fields = ("variant",)


@admin.register(Arrival)
class ArrivalAdmin(StaffAdmin):
    list_display = (
        "variant",
        "arrives_on",
        quantity_column("quantity", _("quantity")),
        "confidence",
        "reference",
    )
    list_filter = ("confidence",)
    list_select_related = ("variant",)
    search_fields = ("variant__code__startswith", "reference")
    autocomplete_fields = ("variant",)


@admin.register(ShopSettings)
class ShopSettingsAdmin(StaffAdmin):
    """One row: its list leads to it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ShopSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: ShopSettings | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_change_permission(request) and ShopSettings.objects.exists():
            return HttpResponseRedirect(reverse("admin:catalog_shopsettings_change", args=[1]))
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: ShopSettings, form: Any, change: Any) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)
