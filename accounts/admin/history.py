from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import FieldError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.audit.history import COLUMNS, rows_of, what_of
from accounts.models import AuditEvent
from portal.kit.files.spreadsheets import csv_response
from portal.kit.staff.admin import ReadOnly, StaffAdmin


class KindFilter(admin.AllValuesFieldListFilter):
    """The kinds that there are, in words."""

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            kind = str(choice["display"])
            yield {**choice, "display": what_of(kind) if "." in kind else kind}


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly, StaffAdmin):
    """Who did what. Nobody can change it, and everything shown can be exported."""

    list_display = ("at", "what", "subject", "customer", "actor", "on_behalf_of", "person")
    list_select_related = ("customer", "actor", "on_behalf_of", "person")
    list_filter = (("kind", KindFilter),)
    search_fields = ("subject", "customer__name", "actor__email", "person__email")
    search_help_text = _("Object, company or person")
    date_hierarchy = "at"
    fields = (
        "at",
        "kind",
        "subject",
        "customer",
        "actor",
        "on_behalf_of",
        "person",
        "source",
        "written_as",
        "redacted_at",
        "was",
        "is_now",
    )
    readonly_fields = ("was", "is_now")
    change_list_template = "admin/accounts/history.html"

    def get_urls(self) -> list[URLPattern]:
        export = self.admin_site.admin_view(self.export)
        return [path("csv/", export, name="accounts_auditevent_csv"), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """Everything the list's filter shows, as CSV; back to the list for filters it has not."""
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        try:
            events = self.get_changelist_instance(request).get_queryset(request)
        except (IncorrectLookupParameters, FieldError):
            return redirect("admin:accounts_auditevent_changelist")
        return csv_response("history", COLUMNS, rows_of(events))

    @admin.display(description=_("event"), ordering="kind")
    def what(self, event: AuditEvent) -> str:
        return what_of(event.kind)

    @admin.display(description=_("before"))
    def was(self, event: AuditEvent) -> SafeString:
        return _shown(event.before)

    @admin.display(description=_("after"))
    def is_now(self, event: AuditEvent) -> SafeString:
        return _shown(event.after)


def _shown(value: Any) -> SafeString:
    text = json.dumps(value, indent=2, ensure_ascii=False) if value else "–"
    return format_html("<pre>{}</pre>", text)
