"""What a customer does about an order that was placed: cancels it while nobody has confirmed it,
asks for a change afterwards, withdraws what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from orders.cart.changes import add_to_cart
from orders.models import OrderChange, OrderChangeLine, OrderEvent, SalesOrder
from orders.ordering.handling import cancel_order, locked, note, require
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal

Status = SalesOrder.Status
State = OrderChange.State
Kind = OrderEvent.Kind
CANCELLABLE = (Status.SUBMITTED, Status.ON_HOLD)


@dataclass(frozen=True, slots=True)
class Alteration:
    """What should be different. `quantities` are by line, what was shipped already included;
    without a day or an address that stays as it is."""

    cancels: bool = False
    quantities: Mapping[int, Decimal] = field(default_factory=dict)
    wanted_on: date | None = None
    ship_to: str = ""
    note: str = ""


@transaction.atomic
def cancel_unconfirmed(order: SalesOrder, *, by: User, back_in_cart: bool = False) -> SalesOrder:
    """The customer cancels it, and the seller is told. With `back_in_cart` its lines go into the
    cart of whoever cancels. Raises Refusal once it is confirmed."""
    order = locked(order)
    if order.status == Status.CONFIRMED:
        raise Refusal(_("We have confirmed this order already. Ask us to change or cancel it."))
    require(order, *CANCELLABLE)
    order = cancel_order(order, by=by)
    if back_in_cart:
        lines = order.lines.values_list("variant_id", "ordered")
        add_to_cart(
            customer=order.customer,
            user=by,
            quantities=list(lines),
            presentation=order.presentation,
        )
    announce("orders.order-cancelled", order.pk)
    return order


@transaction.atomic
def ask_for_change(order: SalesOrder, alteration: Alteration, *, by: User) -> OrderChange:
    """Put the alteration before the seller. Raises Refusal for an order that is not confirmed, for
    more than was ordered or less than was shipped, for no change at all, and while another waits.
    """
    order = locked(order)
    require(order, Status.CONFIRMED)
    if order.changes.filter(state=State.WAITING).exists():
        raise Refusal(_("We haven't answered your last request yet. Withdraw it to ask anew."))
    lines = {one.pk: one for one in order.lines.all()}
    smaller = {}
    for pk, quantity in alteration.quantities.items():
        line = lines[pk]
        kept = line.ordered - line.cancelled
        if quantity > kept:
            raise Refusal(_("For more of %(sku)s, place another order.") % {"sku": line.sku})
        if quantity < line.shipped:
            raise Refusal(_("%(sku)s: so much has been shipped already.") % {"sku": line.sku})
        if quantity < kept:
            smaller[pk] = quantity
    ship_to = alteration.ship_to if alteration.ship_to != order.ship_to else ""
    wanted_on = alteration.wanted_on if alteration.wanted_on != order.wanted_on else None
    if not any(one.open > 0 for one in lines.values()):
        raise Refusal(_("Everything in this order has been shipped."))
    if not (alteration.cancels or smaller or ship_to or wanted_on):
        raise Refusal(_("Say what should change: a quantity, the day or the address."))
    change = OrderChange.objects.create(
        order=order,
        customer_id=order.customer_id,
        cancels=alteration.cancels,
        wanted_on=None if alteration.cancels else wanted_on,
        ship_to="" if alteration.cancels else ship_to,
        note=alteration.note,
        asked_by=by,
    )
    if not alteration.cancels:
        OrderChangeLine.objects.bulk_create(
            [
                OrderChangeLine(
                    change=change, customer_id=order.customer_id, line_id=pk, quantity=quantity
                )
                for pk, quantity in smaller.items()
            ]
        )
    note(order, Kind.CHANGE_ASKED, by=by)
    announce("orders.change-asked", change.pk)
    return change


@transaction.atomic
def withdraw_change(order: SalesOrder, *, by: User) -> SalesOrder:
    """Ask for it no more. Raises Refusal where nothing waits."""
    order = locked(order)
    change = waiting_change(order)
    if change is None:
        raise Refusal(_("No request waits any more."))
    decide(change, State.WITHDRAWN, by=by)
    note(order, Kind.CHANGE_WITHDRAWN, by=by)
    return order


def waiting_change(order: SalesOrder) -> OrderChange | None:
    """The one that waits for the seller. One statement."""
    found: OrderChange | None = order.changes.filter(state=State.WAITING).first()
    return found


def decide(change: OrderChange, state: State, *, by: User, reason: str = "") -> None:
    """Write down what was decided, and by whom."""
    change.state, change.decided_by, change.decided_at = state, by, timezone.now()
    change.reason = reason
    change.save(update_fields=["state", "decided_by", "decided_at", "reason"])
