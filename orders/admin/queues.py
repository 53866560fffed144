"""What orders wait for: a filter of the list, and the queues on the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.models import SalesOrder
from portal.kit.staff.queues import Queue, register_queues

Status = SalesOrder.Status


class WaitsFor(admin.SimpleListFilter):
    title = gettext_lazy("waits for")
    parameter_name = "waits"
    NARROW: ClassVar[dict[str, Callable[[Any], Any]]] = {
        "confirm": lambda orders: orders.filter(status=Status.SUBMITTED),
        "release": lambda orders: orders.filter(status=Status.ON_HOLD),
        "ship": lambda orders: orders.to_ship(),
        "bill": lambda orders: orders.to_bill(),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("confirm", _("Confirmation")),
            ("release", _("Release from hold")),
            ("ship", _("Shipping")),
            ("bill", _("Invoicing")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        narrow = self.NARROW.get(self.value() or "")
        return narrow(queryset) if narrow else queryset


def _queue(what: str, label: Any) -> Queue:
    def waiting() -> QuerySet[Any]:
        found: QuerySet[Any] = WaitsFor.NARROW[what](SalesOrder.objects.order_by("pk"))
        return found

    return Queue(
        label=label,
        permission="orders.change_salesorder",
        count=lambda: waiting().count(),
        url=lambda: reverse("admin:orders_salesorder_changelist", query={"waits": what}),
        oldest=lambda: waiting().values_list("placed_at", flat=True).first(),
    )


register_queues(
    [
        _queue("confirm", gettext_lazy("orders to confirm")),
        _queue("release", gettext_lazy("orders on hold")),
        _queue("ship", gettext_lazy("orders to ship")),
        _queue("bill", gettext_lazy("orders to invoice")),
    ]
)
