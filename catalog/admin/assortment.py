from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.models import Assortment, AssortmentCustomer
from portal.kit.staff.admin import StaffAdmin, TabularInline


class CustomerInline(TabularInline):
    model = AssortmentCustomer
    extra = 0
    autocomplete_fields = ("customer",)


@admin.register(Assortment)
class AssortmentAdmin(StaffAdmin):
    """Who sees it. A product says on its own page which assortments it is in."""

    list_display = ("code", "name", "is_open", "product_count")
    search_fields = ("code", "name")
    inlines = (CustomerInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assortment]:
        counted: QuerySet[Assortment] = super().get_queryset(request)
        return counted.annotate(line_count=Count("lines"))

    @admin.display(description=_("products"), ordering="line_count")
    def product_count(self, obj: Assortment) -> int:
        return int(getattr(obj, "line_count", 0))
