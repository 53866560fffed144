from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy

from billing.models import StoredDocument
from portal.kit.staff.admin import ReadOnly, StaffAdmin


@admin.register(StoredDocument)
class StoredDocumentAdmin(ReadOnly, StaffAdmin):
    """Which documents have been handed out, and the fingerprint of what was handed out."""

    list_display = ("item", "language", "stored_at", "sha256", "lost_at")
    list_select_related = ("item",)
    list_filter: ClassVar = (("lost_at", admin.EmptyFieldListFilter), "item__kind", "language")
    search_fields = ("item__number", "sha256")
    search_help_text = gettext_lazy("Number of the document, or fingerprint")
    fields = ("item", "language", "path", "sha256", "stored_at", "lost_at")
