"""A customer asks to send goods back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from orders.models import (
    OrderEvent,
    OrderLine,
    OrderSettings,
    Return,
    ReturnLine,
    SalesOrder,
    Shipment,
)
from orders.ordering.handling import locked, note
from portal.kit.db.numbering import next_number
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal

PREFIX = "RMA-"
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class AskedLine:
    """So much of a line to send back, and why."""

    quantity: Decimal
    reason: str


def last_day(order: SalesOrder) -> date | None:
    """Until when a return can be asked for; None where nothing was shipped, or customers have to
    write. Two statements."""
    days = OrderSettings.current().return_days
    shipped = Shipment.objects.filter(order=order).aggregate(last=Max("shipped_on"))["last"]
    return shipped + timedelta(days) if shipped and days else None


def returnable(lines: Iterable[OrderLine]) -> dict[int, Decimal]:
    """How much of each line can still be sent back, by line, without those of which nothing can:
    what was shipped, did not come back and is not asked for. One statement."""
    lines = list(lines)
    waiting = ReturnLine.objects.filter(line__in=lines, goods_return__status__in=Return.OPEN)
    asked = dict(waiting.values_list("line").annotate(Sum("quantity")))
    arrived = waiting.filter(receipts__isnull=False)
    came = dict(arrived.values_list("line").annotate(Sum("receipts__quantity")))
    left = {
        one.pk: one.shipped - one.returned - asked.get(one.pk, ZERO) + came.get(one.pk, ZERO)
        for one in lines
    }
    return {pk: quantity for pk, quantity in left.items() if quantity > 0}


@transaction.atomic
def ask_return(
    order: SalesOrder, wishes: Mapping[int, AskedLine], *, note_text: str, by: User, today: date
) -> Return:
    """Ask to send back so much of each line, by line. Staff answer.

    Raises Refusal for nothing at all, for more than can be sent back, and after the last day. Of
    two who ask for the last piece, one does.
    """
    order = locked(order)
    until = last_day(order)
    if until is None or today > until:
        raise Refusal(_("Returns can't be asked for here any more. Please get in touch."))
    lines = list(order.lines.all())
    most = returnable(lines)
    wishes = {pk: one for pk, one in wishes.items() if one.quantity}
    if not wishes:
        raise Refusal(_("Enter how much you would like to return."))
    for line in lines:
        if line.pk in wishes and wishes[line.pk].quantity > most.get(line.pk, ZERO):
            raise Refusal(
                _("You can't return more of %(sku)s than you received.") % {"sku": line.sku}
            )
    if not wishes.keys() <= {one.pk for one in lines}:
        raise Refusal(_("Enter how much you would like to return."))
    goods_return = Return.objects.create(
        customer_id=order.customer_id,
        order=order,
        number=next_number(PREFIX),
        asked_by=by,
        note=note_text,
    )
    ReturnLine.objects.bulk_create(
        [
            ReturnLine(
                goods_return=goods_return,
                line_id=pk,
                customer_id=order.customer_id,
                quantity=one.quantity,
                reason=one.reason,
            )
            for pk, one in wishes.items()
        ]
    )
    note(order, OrderEvent.Kind.RETURN_ASKED, by=by, number=goods_return.number)
    announce("orders.return-asked", goods_return.pk)
    return goods_return
