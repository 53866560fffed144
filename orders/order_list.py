"""The list of sales orders: its tabs, columns and filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from billing.documents.status import DocumentStatus
from orders.models import SalesOrder
from orders.progress import OrderProgress, progress_of, status_of
from orders.querysets import SalesOrderQuerySet
from portal.kit.files.spreadsheets import Amount
from portal.kit.lists.columns import Column, Kind, Leaves, Phone, Row, rows_of
from portal.kit.lists.definition import ListDefinition, ListTab
from portal.kit.lists.filters import DateRange, FilterForm


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order with what has come of it so far."""

    order: SalesOrder
    progress: OrderProgress

    @property
    def url(self) -> str:
        return reverse("orders:order-detail", args=[self.order.number])

    @property
    def status(self) -> DocumentStatus:
        return status_of(self.order, self.progress)

    @property
    def total(self) -> Amount:
        return Amount(self.order.total, self.order.currency)


class OrderFilterForm(FilterForm):
    """Search by number or PO number, and by the day an order was placed."""

    ranges = (DateRange("from", "to", "placed_on", pgettext_lazy("order", "Placed")),)
    placeholder = _("Number, PO number")

    def matching(self, q: str) -> Q:
        return Q(number__icontains=q) | Q(po_number__icontains=q)


def _not_invoiced(orders: SalesOrderQuerySet[SalesOrder], today: date) -> QuerySet[SalesOrder]:
    return orders.not_invoiced()


OrderColumn = Column[OrderRow]
ORDERS: ListDefinition[SalesOrder, OrderRow] = ListDefinition(
    name="orders",
    label=_("Sales orders"),
    tabs={
        "not-invoiced": ListTab(
            _("Not invoiced"),
            _("Orders not invoiced yet"),
            _not_invoiced,
            _("Nothing left to invoice"),
            _("Orders stay here until everything in them has been invoiced."),
            "package",
        ),
        "all": ListTab(
            pgettext_lazy("tab", "All"),
            _("All orders"),
            lambda orders, today: orders,
            _("No orders yet"),
            _("Put products into your cart and place your first order."),
            "package",
        ),
        "waiting-for-me": ListTab(
            pgettext_lazy("tab", "Waiting for me"),
            _("Orders waiting for my approval"),
            lambda orders, today: orders.filter(Q(("is_mine", True))),
            _("Nothing waits for your approval"),
            _("Orders of colleagues come here when a rule of your company asks for your approval."),
            "list-checks",
        ),
    },
    columns=(
        OrderColumn(
            "number",
            pgettext_lazy("document", "Number"),
            lambda row: row.order.number,
            kind=Kind.LINK,
            sort="number",
            phone=Phone.TITLE,
        ),
        OrderColumn(
            "placed_on",
            pgettext_lazy("order", "Placed"),
            lambda row: row.order.placed_on,
            kind=Kind.DAY,
            sort="placed_on",
            phone=Phone.DETAIL,
        ),
        OrderColumn(
            "po_number",
            _("PO number"),
            lambda row: row.order.po_number,
            leaves=Leaves.SECOND,
            is_muted=True,
        ),
        OrderColumn(
            "placed_by",
            _("Placed by"),
            lambda row: str(row.order.placed_by),
            leaves=Leaves.FIRST,
            is_muted=True,
        ),
        OrderColumn(
            "status",
            pgettext_lazy("document", "Status"),
            lambda row: row.status,
            kind=Kind.STATUS,
            phone=Phone.STATUS,
        ),
        OrderColumn(
            "total",
            pgettext_lazy("document", "Total"),
            lambda row: row.total,
            kind=Kind.AMOUNT,
            sort="total",
            phone=Phone.FIGURE,
            is_main=True,
        ),
    ),
    sorts={"number": "number", "placed_on": "-placed_on", "total": "-total"},
    sort="placed_on",
    counted=lambda n, shown: ngettext("%(count)s order", "%(count)s orders", n) % {"count": shown},
    no_match=_("No order matches"),
)


def order_rows(columns: Sequence[OrderColumn], orders: Sequence[SalesOrder]) -> list[Row[OrderRow]]:
    """The rows of a page of orders. One statement."""
    progress = progress_of([one.pk for one in orders])
    rows = [OrderRow(one, progress[one.pk]) for one in orders]
    return rows_of(columns, rows, key=lambda row: row.order.number, url=lambda row: row.url)
