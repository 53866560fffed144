from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from catalog.models import ImportBatch
from catalog.undoing import undo_import
from portal.kit.importing.command import ImportRunning
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.web.refusals import Refusal


def _undo(request: HttpRequest, batch: ImportBatch, answers: Mapping[str, Any]) -> str:
    try:
        undone = undo_import(batch)
    except ImportRunning:
        raise Refusal(_t("Another import is running. Try again when it is done.")) from None
    text = _t("%(restored)s rows are as before; %(kept)s stay, changed since or needed elsewhere.")
    return text % {"restored": undone.restored, "kept": undone.kept}


@admin.register(ImportBatch)
class ImportBatchAdmin(ObjectActionsAdmin):
    list_display = ("id", "kind", "file", "created", "updated", "imported_at", "undone_at")
    list_filter = ("kind",)
    readonly_fields = ("kind", "file", "created", "updated", "imported_at", "undone_at")
    object_actions = (
        ObjectAction(
            name="undo",
            label=_("Undo this import"),
            run=_undo,
            offered=lambda batch: batch.undone_at is None,
            explanation=_("What it made goes, what it changed is as before."),
            is_undoing=True,
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
