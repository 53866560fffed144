"""What staff do with a return: authorise, refuse, receive."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from orders.models import OrderEvent, Return, ReturnReceipt
from orders.ordering.handling import close_if_done, locked, note
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal

Status = Return.Status
Kind = OrderEvent.Kind
ZERO = Decimal(0)


@transaction.atomic
def authorise_return(goods_return: Return, *, by: User, answer: str = "") -> Return:
    """The customer may send it. `answer` says where to, and anything else to know."""
    goods_return = locked_return(goods_return)
    _require(goods_return, Status.ASKED)
    goods_return = _decide(goods_return, Status.AUTHORISED, Kind.RETURN_AUTHORISED, by, answer)
    announce("orders.return-answered", goods_return.pk)
    return goods_return


@transaction.atomic
def refuse_return(goods_return: Return, *, by: User, reason: str) -> Return:
    """It is not taken back; the customer reads `reason`. Raises Refusal without one, and once
    something has arrived."""
    goods_return = locked_return(goods_return)
    _require(goods_return, Status.ASKED, Status.AUTHORISED)
    if not reason.strip():
        raise Refusal(_("Say why. The customer reads it."))
    if any(received_of(goods_return).values()):
        raise Refusal(_("Part of this return has arrived. Receive the rest instead."))
    goods_return = _decide(goods_return, Status.REFUSED, Kind.RETURN_REFUSED, by, reason)
    announce("orders.return-answered", goods_return.pk)
    return goods_return


@transaction.atomic
def receive_return(
    goods_return: Return, quantities: Mapping[int, Decimal], *, by: User, is_all: bool = False
) -> Return:
    """So much of each line, by the return's line, has arrived. With `is_all` nothing more is
    expected.

    Raises Refusal for nothing at all and for more than was authorised. Once all of it is there, or
    no more is expected, the return is received.
    """
    goods_return = locked_return(goods_return)
    _require(goods_return, Status.AUTHORISED)
    came = received_of(goods_return)
    lines = {one.pk: one for one in goods_return.lines.select_related("line")}
    arrived = {pk: quantity for pk, quantity in quantities.items() if quantity and pk in lines}
    if not arrived and not (is_all and any(came.values())):
        raise Refusal(_("Enter how much has arrived."))
    for pk, quantity in arrived.items():
        if not 0 < quantity <= lines[pk].quantity - came[pk]:
            raise Refusal(
                _("No more of %(sku)s can arrive than was authorised.")
                % {"sku": lines[pk].line.sku}
            )
    ReturnReceipt.objects.bulk_create(
        [
            ReturnReceipt(
                return_line_id=pk, customer_id=goods_return.customer_id, quantity=quantity, by=by
            )
            for pk, quantity in arrived.items()
        ]
    )
    order = goods_return.order
    note(order, Kind.RETURN_RECEIVED, by=by, number=goods_return.number)
    is_there = all(one.quantity == came[pk] + arrived.get(pk, ZERO) for pk, one in lines.items())
    if is_all or is_there:
        goods_return.status = Status.RECEIVED
        goods_return.save(update_fields=["status"])
    close_if_done(order, by=by)
    return goods_return


def received_of(goods_return: Return) -> dict[int, Decimal]:
    """How much of each of its lines has arrived, by line. One statement."""
    found = goods_return.lines.annotate(came=Sum("receipts__quantity"))
    return {one.pk: one.came or ZERO for one in found}


def locked_return(goods_return: Return) -> Return:
    """The return as it is now; its account and its order are locked first, as everywhere."""
    order = locked(goods_return.order)
    found = Return.objects.select_for_update(no_key=True).get(pk=goods_return.pk)
    found.order = order
    return found


def _require(goods_return: Return, *statuses: Status) -> None:
    if goods_return.status not in statuses:
        raise Refusal(
            _("%(number)s is %(status)s now.")
            % {
                "number": goods_return,
                "status": goods_return.get_status_display().lower(),
            }
        )


def _decide(goods_return: Return, status: Status, kind: Kind, by: User, answer: str) -> Return:
    goods_return.status, goods_return.answer = status, answer.strip()
    goods_return.decided_by, goods_return.decided_at = by, timezone.now()
    goods_return.save(update_fields=["status", "answer", "decided_by", "decided_at"])
    note(goods_return.order, kind, by=by, number=goods_return.number)
    return goods_return
