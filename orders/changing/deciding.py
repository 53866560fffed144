"""The seller's answer to a change request, carried out by what staff use themselves."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from orders.changing.asking import State, decide
from orders.models import OrderChange, OrderEvent, SalesOrder
from orders.ordering.handling import cancel_order, cancel_rest, locked, note, require
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal

Status = SalesOrder.Status
Kind = OrderEvent.Kind


@transaction.atomic
def accept_change(change: OrderChange, *, by: User) -> OrderChange:
    """Do what was asked. Raises Refusal where it was decided or withdrawn, and where it can no
    longer be done, such as when more has been shipped meanwhile: then nothing is done."""
    order, change = _locked(change)
    require(order, Status.CONFIRMED)
    decide(change, State.ACCEPTED, by=by)
    note(order, Kind.CHANGE_ACCEPTED, by=by)
    if change.wanted_on or change.ship_to:
        order.wanted_on = change.wanted_on or order.wanted_on
        order.ship_to = change.ship_to or order.ship_to
        order.save(update_fields=["wanted_on", "ship_to"])
    if change.cancels:
        _cancel(order, by=by)
    elif less := _less(order, change):
        cancel_rest(order, less, by=by)
    announce("orders.change-decided", change.pk)
    return change


@transaction.atomic
def refuse_change(change: OrderChange, *, by: User, reason: str) -> OrderChange:
    """Leave the order as it is, and say why. Raises Refusal without a reason, and where it was
    decided or withdrawn."""
    order, change = _locked(change)
    if not reason.strip():
        raise Refusal(_("Say why, so that the buyer understands."))
    decide(change, State.REFUSED, by=by, reason=reason.strip()[:500])
    note(order, Kind.CHANGE_REFUSED, by=by, said=change.reason)
    announce("orders.change-decided", change.pk)
    return change


def _locked(change: OrderChange) -> tuple[SalesOrder, OrderChange]:
    order = locked(change.order)
    change = OrderChange.objects.select_related("asked_by").get(pk=change.pk)
    if change.state != State.WAITING:
        raise Refusal(_("This request has already been decided or withdrawn."))
    return order, change


def _cancel(order: SalesOrder, *, by: User) -> None:
    lines = list(order.lines.all())
    if any(one.shipped or one.invoiced for one in lines):
        rest = {one.pk: one.open for one in lines if one.open > 0}
        if not rest:
            raise Refusal(_("Everything in this order has been shipped."))
        cancel_rest(order, rest, by=by)
    else:
        cancel_order(order, by=by)


def _less(order: SalesOrder, change: OrderChange) -> dict[int, Decimal]:
    """By line, how much is to be cancelled so that what was asked remains."""
    less = {}
    for asked in change.lines.select_related("line"):
        line = asked.line
        fewer = line.ordered - line.cancelled - asked.quantity
        if fewer > 0:
            less[line.pk] = fewer
    return less
