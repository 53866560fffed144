"""Orders, conversations, transfers and products: what has a number of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext as _

from billing.models import Transfer
from catalog.codes import code_of
from catalog.models import Variant
from orders.models import Estimate, SalesOrder, Shipment
from portal.kit.money.format import day_text, written
from portal.kit.staff.actions import Button
from portal.staff.searching.results import LEAST, MOST, Found, Hit, best
from support.models import SharedDocument, Ticket

DIGITS = 5


def find_orders(text: str, person: Any) -> list[Found]:
    """Orders by number or PO number. One statement."""
    if not person.has_perm("orders.view_salesorder"):
        return []
    upper = text.upper()
    po = Q(po_upper__startswith=upper) if len(text) >= LEAST else Q(po_upper=upper)
    rows = SalesOrder.objects.annotate(po_upper=Upper("po_number")).filter(
        Q(number__in=numbers(text, "SO-")) | (~Q(po_number="") & po)
    )
    hits = [
        Hit(
            order.number,
            reverse("admin:orders_salesorder_change", args=[order.pk]),
            _joined(order.customer, order.get_status_display(), order.po_number),
            written(order.total, order.currency),
            _order_acts(order, person),
        )
        for order in rows.select_related("customer").order_by("-placed_on", "-id")[: MOST + 1]
    ]
    return [best(_("Orders"), hits)]


def find_numbered(text: str, person: Any) -> list[Found]:
    """What is found by its number alone. One statement a kind."""
    kinds: list[tuple[str, str, QuerySet[Any], str, Callable[[Any], Iterable[object]]]] = [
        (
            "orders.view_estimate",
            _("Estimates"),
            Estimate.objects.filter(number__in=numbers(text, "EST-")),
            "orders_estimate",
            lambda one: (one.customer, one.get_status_display()),
        ),
        (
            "orders.view_shipment",
            _("Shipments"),
            Shipment.objects.filter(number__in=numbers(text, "SHP-")),
            "orders_shipment",
            lambda one: (one.customer, day_text(one.shipped_on)),
        ),
        (
            "billing.view_transfer",
            _("Announced transfers"),
            Transfer.objects.filter(reference__in=[text, text.upper()]),
            "billing_transfer",
            lambda one: (one.customer, one.get_state_display(), written(one.amount, one.currency)),
        ),
        (
            "support.view_ticket",
            _("Tickets"),
            Ticket.objects.filter(number__in=numbers(text, "T-")),
            "support_ticket",
            lambda one: (one.customer, one.subject, one.get_status_display()),
        ),
        (
            "support.view_shareddocument",
            _("Documents"),
            SharedDocument.objects.filter(number__in=numbers(text, "D-")),
            "support_shareddocument",
            lambda one: (one.customer, one.title),
        ),
    ]
    return [
        best(label, [_hit(row, page, note) for row in rows.select_related("customer")[:MOST]])
        for right, label, rows, page, note in kinds
        if person.has_perm(right)
    ]


def find_products(text: str, person: Any) -> list[Found]:
    """Variants by their SKU, however it is written. One statement."""
    code = code_of(text)
    if not code or not person.has_perm("catalog.view_product"):
        return []
    rows = Variant.objects.filter(code=code).select_related("product")[:MOST]
    hits = [
        Hit(
            str(one.product),
            reverse("admin:catalog_product_change", args=[one.product_id]),
            one.sku,
        )
        for one in rows
    ]
    return [best(_("Products"), hits)]


def numbers(text: str, prefix: str) -> list[str]:
    """The number as it is written here, also where somebody leaves out prefix and zeros."""
    if text.isascii() and text.isdecimal() and len(text) <= DIGITS:
        return [text, f"{prefix}{int(text):0{DIGITS}d}"]
    return [text, text.upper()]


def _hit(row: Model, page: str, note: Callable[[Any], Iterable[object]]) -> Hit:
    return Hit(_name(row), reverse(f"admin:{page}_change", args=[row.pk]), _joined(*note(row)))


def _name(row: Any) -> str:
    return str(getattr(row, "number", "") or row)


def _joined(*parts: object) -> str:
    return " · ".join(text for text in map(str, parts) if text)


def _order_acts(order: SalesOrder, person: Any) -> list[Button]:
    if order.status != SalesOrder.Status.SUBMITTED or not person.has_perm(
        "orders.change_salesorder"
    ):
        return []
    url = reverse("admin:orders_salesorder_confirm", args=[order.pk])
    return [Button(_("Confirm"), url)]
