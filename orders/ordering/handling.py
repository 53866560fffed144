"""What staff do with an order: confirm, hold, release, cancel, complete."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from billing.ledger.posting import lock_account
from orders.models import Cancellation, OrderEvent, OrderLine, PurchaseApproval, SalesOrder
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal

Status = SalesOrder.Status
Kind = OrderEvent.Kind


@transaction.atomic
def confirm_order(order: SalesOrder, *, by: User) -> SalesOrder:
    """The seller agrees to deliver. Raises Refusal for what does not wait for that."""
    order = locked(order)
    require(order, Status.SUBMITTED, Status.ON_HOLD)
    order = move(order, Status.CONFIRMED, Kind.CONFIRMED, by=by)
    announce("orders.order-confirmed", order.pk)
    return order


@transaction.atomic
def hold_order(order: SalesOrder, *, by: User) -> SalesOrder:
    """Nothing happens with it until it is released."""
    order = locked(order)
    require(order, Status.SUBMITTED)
    return move(order, Status.ON_HOLD, Kind.HELD, by=by, reason=SalesOrder.HoldReason.STAFF)


@transaction.atomic
def release_order(order: SalesOrder, *, by: User) -> SalesOrder:
    """It waits for its confirmation like any other."""
    order = locked(order)
    require(order, Status.ON_HOLD)
    return move(order, Status.SUBMITTED, Kind.RELEASED, by=by)


@transaction.atomic
def cancel_order(order: SalesOrder, *, by: User) -> SalesOrder:
    """All of it. Raises Refusal once something has been shipped or invoiced: then the rest of its
    lines is cancelled (`cancel_rest`)."""
    order = locked(order)
    require(order, Status.APPROVAL, Status.SUBMITTED, Status.ON_HOLD, Status.CONFIRMED)
    if order.lines.exclude(shipped=0, invoiced=0).exists():
        raise Refusal(_("Part of this order was shipped or invoiced. Cancel the rest instead."))
    order.approvals.filter(state=PurchaseApproval.State.WAITING).update(
        state=PurchaseApproval.State.VOID
    )
    return move(order, Status.CANCELLED, Kind.CANCELLED, by=by)


@transaction.atomic
def cancel_rest(
    order: SalesOrder, quantities: Mapping[int, Decimal], *, by: User, reason: str = ""
) -> SalesOrder:
    """So much of each line, by line, will not be shipped. Raises Refusal for more than is open."""
    order = locked(order)
    require(order, Status.CONFIRMED)
    _cancel_lines(order, quantities, by=by, reason=reason)
    return close_if_done(order, by=by)


def _cancel_lines(
    order: SalesOrder, quantities: Mapping[int, Decimal], *, by: User, reason: str
) -> None:
    for line in order.lines.filter(pk__in=quantities):
        quantity = quantities[line.pk]
        if not 0 < quantity <= line.open:
            raise Refusal(too_much(line))
        Cancellation.objects.create(
            line=line, customer_id=order.customer_id, quantity=quantity, reason=reason, by=by
        )
        note(order, Kind.LINE_CANCELLED, by=by, sku=line.sku)


def close_if_done(order: SalesOrder, *, by: User) -> SalesOrder:
    """Complete a confirmed order of which nothing is left to ship or to invoice."""
    lines = OrderLine.objects.filter(order=order)
    is_done = all(one.open <= 0 and one.not_invoiced <= 0 for one in lines)
    if order.status == Status.CONFIRMED and is_done:
        return move(order, Status.CLOSED, Kind.CLOSED, by=by)
    return order


def too_much(line: OrderLine) -> str:
    """Why so much of a line is neither shipped nor cancelled."""
    sentence = _("You can't ship or cancel more of %(sku)s than is still open.")
    return sentence % {"sku": line.sku}


def locked(order: SalesOrder) -> SalesOrder:
    """The order as it is now; its account is locked first, as everywhere."""
    lock_account(order.customer)
    return SalesOrder.objects.select_for_update(no_key=True).select_related("customer").get(
        pk=order.pk
    )  # fmt: skip


def note(order: SalesOrder, kind: Kind, *, by: User | None, **data: str) -> None:
    """Write down what happened."""
    OrderEvent.objects.create(
        order=order, customer_id=order.customer_id, kind=kind, by=by, data=data
    )


def move(
    order: SalesOrder, status: Status, kind: Kind, *, by: User, reason: str = "", **data: str
) -> SalesOrder:
    """Give a locked order another status, and write down what happened."""
    order.status, order.hold_reason = status, reason
    order.save(update_fields=["status", "hold_reason"])
    note(order, kind, by=by, **data)
    return order


def require(order: SalesOrder, *statuses: Status) -> None:
    """Raise Refusal for an order that is none of these."""
    if order.status not in statuses:
        raise Refusal(
            _("%(order)s is %(status)s now.")
            % {"order": order, "status": order.get_status_display().lower()}
        )
