"""How many orders and estimates are under way, for the company's first page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Customer, Membership, User
from billing.overview.action_items import ActionItem
from orders.approving.deciding import waits_for
from orders.models import Estimate, SalesOrder

Status = SalesOrder.Status


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """Orders that wait for the seller's word (`waiting`), are confirmed and being prepared, or on
    hold (`held`); estimates that wait for the customer's answer. Orders in `approval` wait for the
    company's own; of those, `mine` wait for the reader, `first_mine` is the number of the first."""

    waiting: int
    confirmed: int
    held: int
    approval: int
    mine: int
    first_mine: str | None
    estimates: int

    @property
    def count(self) -> int:
        return self.approval + self.waiting + self.confirmed + self.held + self.estimates


def order_summary(
    customer: Customer, *, reader: User, membership: Membership
) -> OrderSummary | None:
    """None where nothing is under way. Two statements."""
    found = SalesOrder.objects.for_customer(customer).live()
    is_mine = waits_for(reader, membership)
    counts = found.aggregate(
        approval=Count("pk", filter=Q(status=Status.APPROVAL)),
        mine=Count("pk", filter=is_mine),
        first_mine=Min("number", filter=is_mine),
        waiting=Count("pk", filter=Q(status=Status.SUBMITTED)),
        confirmed=Count("pk", filter=Q(status=Status.CONFIRMED)),
        held=Count("pk", filter=Q(status=Status.ON_HOLD)),
    )
    sent = Estimate.objects.for_customer(customer).filter(status=Estimate.Status.SENT)
    summary = OrderSummary(**counts, estimates=sent.count())
    return summary if summary.count else None


def to_approve(orders: OrderSummary | None) -> list[ActionItem]:
    """The row of My Profile about orders that wait for the reader's approval; none without any."""
    if orders is None or not orders.mine:
        return []
    title = ngettext(
        "%(count)s order waits for your approval.",
        "%(count)s orders wait for your approval.",
        orders.mine,
    )
    url = reverse("orders:order-list", query={"status": "waiting-for-me"})
    if orders.mine == 1 and orders.first_mine:
        url = reverse("orders:order-detail", args=[orders.first_mine])
    text = _("Nothing goes to us before that.")
    label = pgettext("verb", "Review")
    return [ActionItem("list-checks", title % {"count": orders.mine}, text, url, label)]
