"""Documents with lines: the lines' table, and a draft's totals before it is issued."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from billing.admin.document import DocumentAdmin, money_of
from billing.documents.issuing import reckon
from billing.models.document import Line, LinedDocument
from portal.kit.admin import TabularInline, shown_amount
from portal.kit.refusals import Refusal


class LineInline(TabularInline):
    """Lines are part of their document: who may edit the one may edit the other."""

    extra = 0
    min_num = 1
    fields: ClassVar[Any] = (
        "position",
        "sku",
        "description",
        "quantity",
        "unit_price",
        "tax_rate",
        "shown_net",
    )
    readonly_fields: ClassVar[Any] = ("shown_net",)

    @admin.display(description=_("net"))
    def shown_net(self, line: Line) -> SafeString:
        return shown_amount(line.net if line.pk else None, self._currency(line))

    def _currency(self, line: Line) -> str:
        document = getattr(line, self.fk_name or "")
        return str(document.currency)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "add") or self._may(request, "change")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view") or self._may(request, "change")

    def _may(self, request: HttpRequest, verb: str) -> bool:
        opts = self.parent_model._meta  # noqa: SLF001 - Django's public name for it
        return request.user.has_perm(f"{opts.app_label}.{verb}_{opts.model_name}")


class LinedAdmin(DocumentAdmin):
    shown_net = money_of("net_total", _("net"))
    shown_tax = money_of("tax_total", _("tax"))
    shown_total = money_of("total", _("total"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Keep the draft's totals, so that lists and the page show what would be issued."""
        super().save_related(request, form, formsets, change)
        document: LinedDocument = form.instance
        lines: Any = document.lines  # type: ignore[attr-defined]
        rows = list(lines.all())
        try:
            reckon(document, rows)
        except Refusal as refusal:
            document.net_total = document.tax_total = document.total = Decimal(0)
            self.message_user(request, refusal.sentence, messages.WARNING)
        lines.model.objects.bulk_update(rows, ["net"])
        document.save(update_fields=["net_total", "tax_total", "total"])
