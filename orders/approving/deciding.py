"""Approving, declining and taking back an order that waits for its company.

The account is locked first, as everywhere: of those who decide and who takes it back, one does.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Customer, Membership, Organization, Role, User
from orders.cart.changes import add_to_cart
from orders.models import OrderEvent, OrderSettings, PurchaseApproval, SalesOrder
from orders.ordering.approval_rules import deciders
from orders.ordering.credit import credit_check
from orders.ordering.handling import locked, move, note, require
from orders.ordering.placing import is_held_for
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal

State = PurchaseApproval.State
Status = SalesOrder.Status
Kind = OrderEvent.Kind


def waits_for(user: User, membership: Membership) -> Q:
    """Of orders: those whose next step this person may decide, with a place in the company."""
    steps = PurchaseApproval.objects.filter(order=OuterRef("pk"), state=State.WAITING)
    if membership.role != Role.OWNER:
        earlier = PurchaseApproval.objects.filter(
            order=OuterRef("order"), state=State.WAITING, position__lt=OuterRef("position")
        )
        steps = steps.filter(~Exists(earlier), approver=user)
    return Q(Exists(steps), status=Status.APPROVAL) & ~Q(placed_by=user)


def next_step(order: SalesOrder) -> PurchaseApproval | None:
    """The one that is to be decided now. One statement."""
    found: PurchaseApproval | None = order.approvals.filter(state=State.WAITING).first()
    return found


def who_decides(order: SalesOrder, step: PurchaseApproval) -> list[User]:
    """Nobody where only the buyer could. One statement."""
    return deciders(order.customer, approver_id=step.approver_id, asked_by_id=order.placed_by_id)


@transaction.atomic
def approve_order(order: SalesOrder, *, by: User) -> SalesOrder:
    """Approve every step up to the next that is somebody else's; with the last, the order goes to
    the seller, or on hold where it no longer fits the credit limit.

    Raises Refusal for who may not decide, for what does not wait any more, and (OverLimit) where
    the seller refuses orders over the limit: then nothing is approved.
    """
    order, first = _to_decide(order, by)
    step: PurchaseApproval | None = first
    today = Organization.current().today()
    while step is not None and by in who_decides(order, step):
        _decide(step, State.APPROVED, by)
        step = next_step(order)
    if step is not None:
        note(order, Kind.STEP_APPROVED, by=by)
        announce("orders.approval-asked", order.pk)
        return order
    return _sent_on(order, by, today)


@transaction.atomic
def decline_order(order: SalesOrder, *, by: User, reason: str) -> SalesOrder:
    """The order is cancelled; the buyer reads why. Raises Refusal as `approve_order`, and without
    a reason."""
    order, step = _to_decide(order, by)
    return _ended(order, step, State.DECLINED, Kind.DECLINED, by=by, reason=_said(reason))


@transaction.atomic
def return_order(order: SalesOrder, *, by: User, reason: str) -> SalesOrder:
    """The order is cancelled and its lines are back in the buyer's cart, to be changed and sent
    again. Raises Refusal as `decline_order`."""
    order, step = _to_decide(order, by)
    order = _ended(order, step, State.RETURNED, Kind.RETURNED, by=by, reason=_said(reason))
    _back_in_cart(order)
    return order


@transaction.atomic
def take_back(order: SalesOrder, *, by: User) -> SalesOrder:
    """The buyer changes their mind: cancelled, and its lines back in the cart. Raises Refusal for
    another's order, and once it has been decided."""
    order = locked(order)
    require(order, Status.APPROVAL)
    if order.placed_by_id != by.pk:
        raise Refusal(_("Only the person who placed this order can take it back."))
    _void(order)
    order = move(order, Status.CANCELLED, Kind.RETURNED, by=by)
    _back_in_cart(order)
    return order


def _to_decide(order: SalesOrder, by: User) -> tuple[SalesOrder, PurchaseApproval]:
    order = locked(order)
    step = next_step(order)
    if order.status != Status.APPROVAL or step is None:
        raise Refusal(_decided_already(order))
    if by.pk == order.placed_by_id:
        raise Refusal(_("You placed this order, so somebody else must decide."))
    if by not in who_decides(order, step):
        raise Refusal(_("This order waits for somebody else's approval."))
    return order, step


def _decided_already(order: SalesOrder) -> str:
    last = order.approvals.filter(decided_by__isnull=False).order_by("decided_at").last()
    if last is None:
        return _("This order doesn't wait for approval any more.")
    words = {
        State.APPROVED: _("%(person)s has approved this order already."),
        State.DECLINED: _("%(person)s has declined this order already."),
        State.RETURNED: _("%(person)s has sent this order back already."),
    }
    return words[State(last.state)] % {"person": last.decided_by}


def _decide(step: PurchaseApproval, state: State, by: User, reason: str = "") -> None:
    step.state, step.decided_by, step.decided_at = state, by, timezone.now()
    step.reason = reason
    step.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _sent_on(order: SalesOrder, by: User, today: date) -> SalesOrder:
    customer = Customer.objects.get(pk=order.customer_id)
    if customer.is_on_hold:
        raise Refusal(_("The account is on hold, so no order can be placed. Pay or ask us first."))
    check = credit_check(customer, order.total, today=today)
    is_held = is_held_for(check, OrderSettings.current())
    order = move(order, Status.SUBMITTED, Kind.APPROVED, by=by)
    if is_held:
        reason = SalesOrder.HoldReason.OVER_LIMIT
        order = move(order, Status.ON_HOLD, Kind.HELD, by=by, reason=reason)
    announce("orders.order-placed", order.pk)
    return order


def _ended(
    order: SalesOrder, step: PurchaseApproval, state: State, kind: Kind, *, by: User, reason: str
) -> SalesOrder:
    _decide(step, state, by, reason)
    _void(order)
    order = move(order, Status.CANCELLED, kind, by=by, said=reason)
    announce("orders.approval-refused", order.pk)
    return order


def _void(order: SalesOrder) -> None:
    order.approvals.filter(state=State.WAITING).update(state=State.VOID)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refusal(_("Say in a few words why."))
    return reason.strip()[:500]


def _back_in_cart(order: SalesOrder) -> None:
    lines = order.lines.values_list("variant_id", "ordered")
    add_to_cart(
        customer=order.customer,
        user=order.placed_by,
        quantities=list(lines),
        presentation=order.presentation,
    )
