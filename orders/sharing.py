"""A sales order by a shared link: what was ordered and how far it has come."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organization, SharedLink
from billing.sharing.kinds import File, Kind, Shown, register_kind
from orders.models import SalesOrder
from orders.pdfs import order_pdf
from orders.progress import progress_of, status_of

ORDER = "order"


def title_of(order: SalesOrder) -> str:
    return _("Order %(number)s") % {"number": order.number}


def _order(link: SharedLink) -> SalesOrder | None:
    orders = SalesOrder.objects.for_customer(link.customer).select_related("customer")
    found: SalesOrder | None = orders.filter(number=link.number).first()
    return found


def _show(link: SharedLink, seller: Organization, most: int | None) -> Shown | None:
    order = _order(link)
    if order is None:
        return None
    lines = list(order.lines.all())
    context: dict[str, object] = {
        "order": order,
        "status": status_of(order, progress_of([order.pk])[order.pk]),
        "lines": lines[:most],
        "line_count": len(lines),
        "shipments": list(order.shipments.prefetch_related("parcels")),
    }
    return Shown(title_of(order), "orders/shared_order.jinja", context)


def _pdf(link: SharedLink, seller: Organization) -> File | None:
    order = _order(link)
    if order is None:
        return None
    return File(order_pdf(order, seller=seller), f"{_('Order')}-{order.number}")


def _page(link: SharedLink) -> str:
    return reverse("orders:order-link-new", args=[link.number])


def register() -> None:
    """Called once, when the app is ready."""
    label = pgettext_lazy("document", "Order")
    register_kind(ORDER, Kind(label, _show, _pdf, _page))
