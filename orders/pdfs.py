"""A sales order and a packing slip as PDFs, made when they are asked for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from billing.documents.files.pdf import letter_pdf
from billing.documents.issuing.tax import tax_groups
from orders.models import Return, SalesOrder, Shipment


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


def packing_slip_pdf(shipment: Shipment, *, seller: Organization) -> bytes:
    """What is in the parcels, without prices."""
    return letter_pdf(
        "orders/pdf/packing_slip.html",
        {
            "document": shipment,
            "order": shipment.order,
            "lines": list(shipment.lines.select_related("line")),
            "parcels": list(shipment.parcels.all()),
            "is_void": False,
        },
        name=_("Packing slip"),
        number=shipment.number,
        dated=shipment.shipped_on,
        customer=shipment.order.customer,
        seller=seller,
    )
