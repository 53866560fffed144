"""Cancelling an order that nobody has confirmed, and asking to change one that is confirmed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from billing.views.lookup import find_by_number
from orders.changing.asking import ask_for_change, cancel_unconfirmed, withdraw_change
from orders.changing.forms import ChangeForm
from orders.models import SalesOrder
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


@customer_view(Verb.ORDER)
def order_change_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Ask for other quantities, another day or address, or to cancel what is open."""
    order = _order(request, number)
    if order.status != SalesOrder.Status.CONFIRMED:
        messages.warning(request, _("Only an order that we have confirmed is changed this way."))
        return _to(order)
    lines = list(order.lines.all())
    today = request.organization.today()
    posted = request.POST if request.method == "POST" else None
    form = ChangeForm(posted, order=order, lines=lines, today=today)
    if posted is not None and form.is_valid():
        try:
            ask_for_change(order, form.alteration, by=request.user)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Thank you. We'll answer by email."))
            return _to(order)
    context: dict[str, object] = {"form": form, "order": order}
    status = 422 if posted is not None else 200
    return page(request, "orders/order_change_new.jinja", context, status=status)


@customer_view(Verb.ORDER)
@require_POST
def order_change_delete(request: CustomerRequest, number: str) -> HttpResponse:
    """Withdraw the request that waits."""
    order = _order(request, number)
    try:
        withdraw_change(order, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Request withdrawn."))
    return _to(order)


@customer_view(Verb.ORDER)
@require_POST
def order_cancellation_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Cancel an order that nobody has confirmed; with `back` its lines go into the cart again."""
    order, back_in_cart = _order(request, number), "back" in request.POST
    try:
        cancel_unconfirmed(order, by=request.user, back_in_cart=back_in_cart)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return _to(order)
    if not back_in_cart:
        messages.success(request, _("The order is cancelled."))
        return _to(order)
    messages.success(request, _("The order is cancelled. Its lines are in your cart again."))
    query = {"presentation": order.presentation.code} if order.presentation else None
    return redirect(reverse("orders:cart-detail", query=query))


def _order(request: CustomerRequest, number: str) -> SalesOrder:
    orders = SalesOrder.objects.for_customer(request.customer)
    order: SalesOrder = find_by_number(orders.select_related("customer", "presentation"), number)
    return order


def _to(order: SalesOrder) -> HttpResponse:
    return redirect("orders:order-detail", order.number)
