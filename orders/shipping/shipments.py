"""Shipping an order, whole or in part, and its arrival."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organization, User
from billing.models.entry_rules import day_problem, require
from orders.models import OrderEvent, Parcel, SalesOrder, Shipment, ShipmentLine
from orders.ordering.handling import close_if_done, locked, note, too_much
from portal.kit.db.numbering import next_number
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal

PREFIX = "SHP-"


@dataclass(frozen=True, slots=True)
class NewParcel:
    """A parcel by the carrier's number; `url` is https or empty."""

    tracking_number: str
    url: str = ""


@transaction.atomic
def ship(
    order: SalesOrder,
    quantities: Mapping[int, Decimal],
    *,
    shipped_on: date,
    by: User,
    carrier: str = "",
    parcels: Sequence[NewParcel] = (),
) -> Shipment:
    """Send so much of each line, by line. Zero is not in this shipment.

    Raises Refusal for an order that is not confirmed, for a day to come, for nothing at all, for
    more than is open, and for a part of an order that is to be complete. Of two who ship the last
    piece, one does.
    """
    order = locked(order)
    if order.status != SalesOrder.Status.CONFIRMED:
        raise Refusal(_("Confirm the order before it is shipped."))
    lines = {one.pk: one for one in order.lines.all()}
    sent = {pk: quantity for pk, quantity in quantities.items() if quantity and pk in lines}
    require(day_problem(shipped_on, Organization.current().today()))
    if not sent:
        raise Refusal(_("Enter how much is shipped."))
    for pk, quantity in sent.items():
        if not 0 < quantity <= lines[pk].open:
            raise Refusal(too_much(lines[pk]))
    if order.ship_policy == SalesOrder.ShipPolicy.COMPLETE and any(
        sent.get(pk, Decimal(0)) < line.open for pk, line in lines.items()
    ):
        raise Refusal(_("The customer wants everything in one shipment."))
    shipment = Shipment.objects.create(
        customer_id=order.customer_id,
        order=order,
        number=next_number(PREFIX),
        carrier=carrier,
        shipped_on=shipped_on,
    )
    ShipmentLine.objects.bulk_create(
        [
            ShipmentLine(
                shipment=shipment, line_id=pk, customer_id=order.customer_id, quantity=quantity
            )
            for pk, quantity in sent.items()
        ]
    )
    Parcel.objects.bulk_create(
        [
            Parcel(
                shipment=shipment,
                customer_id=order.customer_id,
                tracking_number=one.tracking_number,
                url=one.url,
            )
            for one in parcels
        ]
    )
    note(order, OrderEvent.Kind.SHIPPED, by=by, number=shipment.number)
    close_if_done(order, by=by)
    announce("orders.order-shipped", shipment.pk)
    return shipment


@transaction.atomic
def mark_delivered(
    shipment: Shipment, *, delivered_on: date, by: User, signed_by: str = ""
) -> Shipment:
    """It has arrived. Raises Refusal where that is known already, before it was shipped, and for a
    day to come."""
    order = locked(shipment.order)
    shipment = Shipment.objects.get(pk=shipment.pk)
    if shipment.status == Shipment.Status.DELIVERED:
        raise Refusal(_("This shipment was delivered already."))
    require(day_problem(delivered_on, Organization.current().today()))
    if delivered_on < shipment.shipped_on:
        raise Refusal(_("It can't arrive before it was shipped."))
    shipment.status, shipment.delivered_on = Shipment.Status.DELIVERED, delivered_on
    shipment.signed_by = signed_by
    shipment.save(update_fields=["status", "delivered_on", "signed_by"])
    note(order, OrderEvent.Kind.DELIVERED, by=by, number=shipment.number)
    return shipment
