from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, allows, customer_view
from accounts.sharing.saved_views import views_of
from accounts.sign_in.rate_limits import limited
from billing.views.lookup import find_by_number, messages_url
from billing.views.sharing.links import RATE, links_page
from orders import pdfs
from orders.approving.deciding import waits_for
from orders.approving.forms import DecisionForm
from orders.approving.page import approval_of
from orders.changing.asking import CANCELLABLE
from orders.changing.wording import changes_of
from orders.lines.checking import Wanted
from orders.models import OrderEvent, OrderLine, SalesOrder, Shipment
from orders.order_list import ORDERS, OrderFilterForm, order_rows
from orders.progress import progress_of, sentence_of, status_of
from orders.returning.asking import last_day, returnable
from orders.returning.shown import returns_of
from orders.sharing import ORDER, title_of
from orders.timeline import events_of, invoices_of
from orders.views.adding import add_lines
from portal.kit.lists.drawn import drawn
from portal.kit.web.downloads import pdf_response
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_ORDERS)
def order_list(request: CustomerRequest) -> HttpResponse:
    """The company's orders: those not invoiced yet, or all."""
    today = request.organization.today()
    asked = ORDERS.asked(
        request.GET,
        items=SalesOrder.objects.for_customer(request.customer)
        .select_related("placed_by")
        .alias(is_mine=waits_for(request.user, request.membership)),
        form_of=lambda params: OrderFilterForm(params, today=today),
        today=today,
    )
    shown = drawn(request, asked, rows=order_rows, views=views_of(request.membership, "orders"))
    return page(
        request,
        "orders/order_list.jinja",
        {"list": shown},
        partials=("order-list",),
        status=shown.form.status_code,
    )


@customer_view(Verb.SEE_ORDERS)
def order_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """What was ordered, how far it has come, its shipments and invoices."""
    order = _order(request, number)
    lines = list(order.lines.all())
    events = list(order.events.select_related("by"))
    _note_seen(request, order, events)
    is_shipped = any(one.shipped for one in lines)
    may_order = allows(request.membership, Verb.ORDER, request.customer)
    context: dict[str, object] = {
        "order": order,
        "approval": approval_of(order, request.user),
        "decision": DecisionForm(),
        "changes": changes_of(order) if _was_asked(events) else [],
        "may_change": order.status == SalesOrder.Status.CONFIRMED
        and any(x.open > 0 for x in lines),
        "may_cancel": order.status in CANCELLABLE,
        "lines": lines,
        "status": status_of(order, progress_of([order.pk])[order.pk]),
        "sentence": sentence_of(order, lines),
        "events": events_of(events),
        "shipments": order.shipments.prefetch_related("parcels", "lines__line"),
        "invoices": invoices_of(lines),
        "returns": returns_of(order) if is_shipped else [],
        "may_return": is_shipped and may_order and _may_return(request, order, lines),
        "may_order": may_order,
        "may_share": allows(request.membership, Verb.SHARE, request.customer),
        "messages_url": messages_url(request, "order", order),
        "may_see_billing": allows(request.membership, Verb.SEE_BILLING, request.customer),
    }
    return page(request, "orders/order_detail.jinja", context)


@customer_view(Verb.SEE_ORDERS)
def order_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The order to keep or print."""
    order = _order(request, number)
    content = pdfs.order_pdf(order, seller=request.organization)
    name = f"{_('Order')}-{order.number}"
    return pdf_response(content, name, inline="inline" in request.GET)


@customer_view(Verb.SEE_ORDERS)
def packing_slip_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """What is in a shipment's parcels."""
    shipments = Shipment.objects.for_customer(request.customer)
    related = shipments.select_related("order__customer")
    shipment: Shipment = find_by_number(related, number)
    content = pdfs.packing_slip_pdf(shipment, seller=request.organization)
    name = f"{_('Packing slip')}-{shipment.number}"
    return pdf_response(content, name, inline="inline" in request.GET)


@customer_view(Verb.SHARE)
@limited("share", RATE)
def order_link_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Forward the order by a link to exactly this one."""
    if not allows(request.membership, Verb.SEE_ORDERS, request.customer):
        raise Http404
    order = _order(request, number)
    return links_page(
        request,
        kind=ORDER,
        number=order.number,
        title=title_of(order),
        back_url=reverse("orders:order-detail", args=[order.number]),
    )


@customer_view(Verb.ORDER)
@require_POST
def reorder_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Put what was ordered into the cart again, at today's prices; what cannot be had is told."""
    order = _order(request, number)
    lines = list(order.lines.all())
    wanted = [Wanted(one.variant_id, one.ordered) for one in lines]
    if add_lines(request, wanted, {line.variant_id: line.sku for line in lines}):
        return redirect("orders:cart-detail")
    return redirect("orders:order-detail", order.number)


def _order(request: CustomerRequest, number: str) -> SalesOrder:
    if "\x00" in number:
        raise Http404
    orders = SalesOrder.objects.for_customer(request.customer)
    related = orders.select_related("placed_by", "presentation")
    order: SalesOrder | None = related.filter(number=number).first()
    if order is None:
        raise Http404
    return order


def _was_asked(events: list[OrderEvent]) -> bool:
    return any(one.kind == OrderEvent.Kind.CHANGE_ASKED for one in events)


def _may_return(request: CustomerRequest, order: SalesOrder, lines: list[OrderLine]) -> bool:
    until = last_day(order)
    return until is not None and request.organization.today() <= until and bool(returnable(lines))


def _note_seen(request: CustomerRequest, order: SalesOrder, events: list[OrderEvent]) -> None:
    """That a customer has seen it since staff last did something, for staff to know."""
    if request.view_as is not None or request.user.pk == order.placed_by_id:
        return
    if not any(one.kind == OrderEvent.Kind.SEEN for one in events):
        OrderEvent.objects.create(
            order=order, customer_id=order.customer_id, kind=OrderEvent.Kind.SEEN, by=request.user
        )
