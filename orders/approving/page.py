"""What an order's page says about its approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from orders.approving.deciding import State, who_decides
from orders.models import SalesOrder
from orders.ordering.approval_rules import mailed, why_asked


@dataclass(frozen=True, slots=True)
class Approval:
    """Why the order waits, of whom its next step is asked, and what the reader may do."""

    why: Sequence[str]
    people: Sequence[str]
    is_mine: bool
    may_take_back: bool


def approval_of(order: SalesOrder, reader: User) -> Approval | None:
    """None for an order that does not wait for approval. Two statements for one that does."""
    if order.status != SalesOrder.Status.APPROVAL:
        return None
    steps = [one for one in order.approvals.all() if one.state == State.WAITING]
    people = who_decides(order, steps[0]) if steps else []
    asked = mailed(people, approver_id=steps[0].approver_id) if steps else []
    return Approval(
        [why_asked(one, order.currency) for one in steps],
        [str(one) for one in asked],
        reader in people,
        reader.pk == order.placed_by_id,
    )
