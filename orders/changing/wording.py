"""What a change request asks for, in sentences that customers and staff read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orders.models import OrderChange, SalesOrder
from portal.kit.money.format import day_text, quantity


def what_is_asked(change: OrderChange) -> list[str]:
    """One sentence each. One statement, unless `lines__line` was fetched before."""
    said = []
    if change.cancels:
        said.append(_("Cancel everything that hasn't been shipped."))
    for one in change.lines.all():
        words = {"sku": one.line.sku, "quantity": quantity(one.quantity)}
        said.append(_("%(sku)s: %(quantity)s instead.") % words)
    if change.wanted_on:
        said.append(_("Deliver on %(day)s.") % {"day": day_text(change.wanted_on)})
    if change.ship_to:
        address = ", ".join(change.ship_to.splitlines())
        said.append(_("Ship to %(address)s.") % {"address": address})
    return said


def changes_of(order: SalesOrder) -> list[tuple[OrderChange, list[str]]]:
    """What was asked about this order, the newest first, in words. One statement, three where
    something was asked."""
    changes = order.changes.select_related("asked_by").prefetch_related("lines__line")
    return [(one, what_is_asked(one)) for one in changes]
