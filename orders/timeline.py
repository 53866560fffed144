"""What has happened to an order, and which invoices came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from billing.models import Invoice
from orders.models import OrderEvent, OrderInvoiceLine, OrderLine

Kind = OrderEvent.Kind


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A sentence, and who did it when; `who` is empty for what staff or the portal did."""

    text: str
    at: datetime
    who: str


def events_of(events: Iterable[OrderEvent]) -> list[TimelineEntry]:
    """As customers read them; that somebody has seen the order is the staff's to know."""
    return [
        TimelineEntry(_sentence(one), one.at, str(one.by) if one.by and not one.by.is_staff else "")
        for one in events
        if one.kind != Kind.SEEN
    ]


def _sentence(event: OrderEvent) -> str:
    words = {
        Kind.PLACED: _("Order placed"),
        Kind.APPROVAL_ASKED: _("Approval asked for"),
        Kind.STEP_APPROVED: _("Approved; one more approval is needed"),
        Kind.APPROVED: _("Approved"),
        Kind.DECLINED: _("Declined: %(said)s"),
        Kind.RETURNED: _("Sent back to the cart"),
        Kind.HELD: _("Put on hold"),
        Kind.RELEASED: _("Released"),
        Kind.CONFIRMED: _("Confirmed"),
        Kind.CANCELLED: _("Cancelled"),
        Kind.LINE_CANCELLED: _("Cancelled in part: %(sku)s"),
        Kind.CHANGE_ASKED: _("Change asked for"),
        Kind.CHANGE_ACCEPTED: _("Change accepted"),
        Kind.CHANGE_REFUSED: _("Change refused: %(said)s"),
        Kind.CHANGE_WITHDRAWN: _("Change request withdrawn"),
        Kind.SHIPPED: _("Shipped: %(number)s"),
        Kind.DELIVERED: _("Delivered: %(number)s"),
        Kind.INVOICED: _("Invoiced: %(number)s"),
        Kind.RETURN_ASKED: _("Return asked for: %(number)s"),
        Kind.RETURN_AUTHORISED: _("Return authorised: %(number)s"),
        Kind.RETURN_REFUSED: _("Return refused: %(number)s"),
        Kind.RETURN_RECEIVED: _("Returned goods received: %(number)s"),
        Kind.RETURN_CREDITED: _("Return credited: %(number)s"),
        Kind.CLOSED: _("Completed"),
        Kind.SEEN: _("Seen by the customer"),
    }
    return words[Kind(event.kind)] % {"number": "", "sku": "", "said": "", **event.data}


def invoices_of(lines: Sequence[OrderLine]) -> list[Invoice]:
    """The invoices that these lines stand on, oldest first; drafts are no customer's business. One
    statement."""
    on = OrderInvoiceLine.objects.filter(line__in=lines).values("invoice")
    return list(Invoice.objects.filter(pk__in=on).exclude(status="draft").order_by("pk"))
