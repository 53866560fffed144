from __future__ import annotations

from django.contrib import admin

from catalog.models import Brand, Category, TaxCode
from portal.kit.staff.admin import StaffAdmin


@admin.register(Category)
class CategoryAdmin(StaffAdmin):
    list_display = ("path", "name", "position")
    search_fields = ("name", "path")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Brand)
class BrandAdmin(StaffAdmin):
    list_display = ("name",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(TaxCode)
class TaxCodeAdmin(StaffAdmin):
    list_display = ("code", "name", "category", "rate")
