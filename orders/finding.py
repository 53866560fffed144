"""Orders and estimates by their number or the customer's PO number, for the portal's search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Customer
from orders.models import Estimate, SalesOrder
from portal.kit.db.row_security import every_row

MOST = 5


@dataclass(frozen=True, slots=True)
class OrderHit:
    """An order or estimate. `total` is None for an estimate: its versions have one each."""

    label: str
    url: str
    day: date
    currency: str
    total: Decimal | None
    po_number: str = ""


def find_orders(customer: Customer, text: str) -> list[OrderHit]:
    """At most five of each, the newest first: those of this number, with or without what it begins
    with, and orders whose PO number begins with `text`. Two statements, which name the company and
    are asked without the wall, for it would hide their indexes."""
    text = text.replace("\x00", "").strip()
    if not text:
        return []
    orders = SalesOrder.objects.for_customer(customer).filter(
        Q(number__in=_numbers(text, "SO-")) | (Q(po_number__istartswith=text) & ~Q(po_number=""))
    )
    estimates = Estimate.objects.for_customer(customer).filter(number__in=_numbers(text, "EST-"))
    with every_row():
        return _hits(list(orders.order_by("-pk")[:MOST]), list(estimates.order_by("-pk")[:MOST]))


def _hits(orders: Sequence[SalesOrder], estimates: Sequence[Estimate]) -> list[OrderHit]:
    return [
        *(
            OrderHit(
                _("Order %(number)s") % {"number": one.number},
                reverse("orders:order-detail", args=[one.number]),
                one.placed_on,
                one.currency,
                one.total,
                one.po_number,
            )
            for one in orders
        ),
        *(
            OrderHit(
                _("Estimate %(number)s") % {"number": one.number},
                reverse("orders:estimate-detail", args=[one.number]),
                one.asked_at.date(),
                one.currency,
                None,
            )
            for one in estimates
        ),
    ]


def _numbers(text: str, prefix: str) -> list[str]:
    """What a whole number is written as: SO-00042 for "so-00042" and for "42"."""
    is_short = text.isascii() and text.isdecimal()
    return [text.upper(), *([f"{prefix}{text.zfill(5)}"] if is_short else [])]
