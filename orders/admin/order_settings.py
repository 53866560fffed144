from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from orders.models import OrderSettings
from portal.kit.staff.admin import StaffAdmin


@admin.register(OrderSettings)
class OrderSettingsAdmin(StaffAdmin):
    """One row, made when it is first looked at."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_view_or_change_permission(request):
            OrderSettings.objects.get_or_create(pk=1)
            return redirect("admin:orders_ordersettings_change", 1)
        return super().changelist_view(request, extra_context)
