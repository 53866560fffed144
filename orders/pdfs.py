"""A sales order and a packing slip as PDFs, made when they are asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from billing.documents.files.pdf import letter_pdf
from billing.documents.issuing.tax import tax_groups
from orders.models import Cancellation, OrderEvent, Return, SalesOrder, Shipment


def order_pdf(order: SalesOrder, *, seller: Organization) -> bytes:
    """What was agreed: lines, prices, tax, addresses; how much of each line has been shipped."""
    lines = list(order.lines.all())
    return letter_pdf(
        "orders/pdf/order.html",
        {
            "document": order,
            "lines": lines,
            "tax_groups": tax_groups(lines, order.currency),
            "is_void": False,
        },
        name=_("Sales order"),
        number=order.number,
        dated=order.placed_on,
        customer=order.customer,
        seller=seller,
    )


def return_slip_pdf(goods_return: Return, *, seller: Organization) -> bytes:
    """What goes back, to be put into the parcel."""
    return letter_pdf(
        "orders/pdf/return_slip.html",
        {
            "document": goods_return,
            "order": goods_return.order,
            "lines": list(goods_return.lines.select_related("line")),
            "is_void": False,
        },
        name=_("Return slip"),
        number=goods_return.number,
        dated=goods_return.asked_at.date(),
        customer=goods_return.order.customer,
        seller=seller,
    )


def _sent(shipment: Shipment) -> list[Any]:
    """The shipment's lines, each with what was still to come when it left, whenever the slip is
    printed. Three statements."""
    shipped = OrderEvent.objects.filter(
        order=shipment.order_id, kind=OrderEvent.Kind.SHIPPED, data__number=shipment.number
    ).first()
    cancelled = Cancellation.objects.filter(line__order=shipment.order_id)
    if shipped is not None:
        cancelled = cancelled.filter(at__lte=shipped.at)
    taken = dict(cancelled.values_list("line").annotate(Sum("quantity")))
    until_then = Q(line__shipment_lines__shipment__lte=shipment.pk)
    lines: list[Any] = list(
        shipment.lines.select_related("line").annotate(
            sent=Sum("line__shipment_lines__quantity", filter=until_then)
        )
    )
    for one in lines:
        one.to_come = one.line.ordered - taken.get(one.line_id, Decimal(0)) - one.sent
    return lines


def packing_slip_pdf(shipment: Shipment, *, seller: Organization) -> bytes:
    """What is in the parcels, without prices."""
    return letter_pdf(
        "orders/pdf/packing_slip.html",
        {
            "document": shipment,
            "order": shipment.order,
            "lines": _sent(shipment),
            "parcels": list(shipment.parcels.all()),
            "is_void": False,
        },
        name=_("Packing slip"),
        number=shipment.number,
        dated=shipment.shipped_on,
        customer=shipment.order.customer,
        seller=seller,
    )
