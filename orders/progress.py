"""How far an order has come, in the words that customers and staff read. Derived from exact
quantities, never from percentages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.documents.status import DocumentStatus
from orders.models import OrderLine, SalesOrder

Status = SalesOrder.Status
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """Sums over the lines of one order, in their units."""

    ordered: Decimal
    cancelled: Decimal
    shipped: Decimal
    invoiced: Decimal

    @property
    def wanted(self) -> Decimal:
        return self.ordered - self.cancelled

    @property
    def is_shipped(self) -> bool:
        return self.wanted > 0 and self.shipped >= self.wanted

    @property
    def is_invoiced(self) -> bool:
        return self.wanted > 0 and self.invoiced >= self.wanted


def progress_of(orders: Iterable[int]) -> dict[int, OrderProgress]:
    """By order. One statement."""
    found: dict[int, list[Decimal]] = {pk: [ZERO] * 4 for pk in orders}
    rows = OrderLine.objects.filter(order__in=found).values_list(
        "order_id", "ordered", "cancelled", "shipped", "invoiced"
    )
    for pk, *quantities in rows:
        found[pk] = [sum(pair, start=ZERO) for pair in zip(found[pk], quantities, strict=True)]
    return {pk: OrderProgress(*sums) for pk, sums in found.items()}


def status_of(order: SalesOrder, progress: OrderProgress) -> DocumentStatus:
    """One word or two behind a mark."""
    if order.status == Status.CONFIRMED and progress.is_shipped:
        return DocumentStatus(pgettext("order", "Shipped"), "done")
    if order.status == Status.CONFIRMED and progress.shipped:
        return DocumentStatus(pgettext("order", "Partly shipped"), "part")
    return {
        Status.APPROVAL: DocumentStatus(pgettext("order", "Waiting for approval"), "part"),
        Status.SUBMITTED: DocumentStatus(pgettext("order", "Waiting for confirmation"), "open"),
        Status.ON_HOLD: DocumentStatus(pgettext("order", "On hold"), "due"),
        Status.CONFIRMED: DocumentStatus(pgettext("order", "Confirmed"), "open"),
        Status.CLOSED: DocumentStatus(pgettext("order", "Completed"), "done"),
        Status.CANCELLED: DocumentStatus(pgettext("order", "Cancelled"), "none"),
    }[Status(order.status)]


def sentence_of(order: SalesOrder, lines: Iterable[OrderLine]) -> str:
    """Where the order stands, in one sentence for the buyer."""
    lines = list(lines)
    is_waiting = any(one.open > 0 for one in lines)
    is_begun = any(one.shipped for one in lines)
    if order.status not in (Status.CONFIRMED, Status.CLOSED):
        return {
            Status.APPROVAL: _("A colleague has to approve it before it goes to us."),
            Status.SUBMITTED: _("We have your order and will confirm it soon."),
            Status.ON_HOLD: _("We're holding this order for now. Paying open invoices helps."),
            Status.CANCELLED: _("This order was cancelled."),
        }[Status(order.status)]
    if is_waiting and is_begun:
        return _("Part of your order is on its way; the rest follows.")
    if is_waiting:
        return _("Your order is confirmed and is being prepared.")
    return _("Everything has been shipped.") if is_begun else _("There's nothing left to ship.")
