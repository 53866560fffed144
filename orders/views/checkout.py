from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, customer_view
from catalog.models import Presentation
from catalog.showing.linesheet import open_windows
from orders.cart.changes import empty
from orders.cart.contents import CartContents, note_seen
from orders.cart.order_form import OrderForm
from orders.models import OrderSettings
from orders.ordering.budgets import budget_uses, cost_centres_of
from orders.ordering.placing import OrderRequest, OverLimit, PricesChanged, place_order
from orders.views.cart import (
    cart_contents,
    cart_context,
    cart_url,
    open_presentation,
    require_open,
)
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


@customer_view(Verb.ORDER)
def order_new(request: CustomerRequest) -> HttpResponse:
    """A last look: what will be ordered, where to, and what it does to the credit limit."""
    require_open()
    given = request.POST if request.method == "POST" else request.GET
    presentation = open_presentation(request, given.get("presentation", ""))
    contents = cart_contents(request, presentation)
    if not contents.can_be_ordered:
        return redirect(cart_url(presentation))
    form = OrderForm(
        request.POST if request.method == "POST" else None,
        customer=request.customer,
        today=request.organization.today(),
        po_required=OrderSettings.current().po_required,
        cost_centres=cost_centres_of(request.customer),
        windows=open_windows(presentation, request.organization.today()) if presentation else (),
    )
    if request.method == "POST" and form.is_valid():
        answer = _placed(request, form, contents, presentation)
        if answer is not None:
            return answer
        contents = cart_contents(request, presentation)
    context = cart_context(request, contents, presentation)
    context |= {
        "form": form,
        "key": _key(request) or uuid4(),
        "budgets": budget_uses(
            request.customer,
            person=request.user,
            cost_centre=form["cost_centre"].value() or "" if "cost_centre" in form.fields else "",
            order_net=contents.totals.net,
            today=request.organization.today(),
        ),
    }
    note_seen(contents)
    status = 422 if request.method == "POST" else 200
    return page(request, "orders/order_new.jinja", context, status=status)


def _placed(
    request: CustomerRequest,
    form: OrderForm,
    contents: CartContents,
    presentation: Presentation | None,
) -> HttpResponse | None:
    """To the order; None where it was refused, with a sentence on the form."""
    key, given = _key(request), form.cleaned_data
    if key is None:
        raise Http404
    wanted = OrderRequest(
        customer=request.customer,
        placed_by=request.user,
        lines=[one.checked.wanted for one in contents.lines],
        agreed=request.POST.get("agreed", ""),
        key=key,
        presentation=presentation,
        po_number=given["po_number"],
        note=given["note"],
        wanted_on=given.get("wanted_on"),
        window=form.chosen_window,
        ship_policy=given["ship_policy"],
        ship_to=form.ship_to_text,
        cost_centre=given.get("cost_centre", ""),
    )
    try:
        order = place_order(wanted, today=request.organization.today())
    except (PricesChanged, OverLimit, Refusal) as refusal:
        form.add_error(None, refusal.sentence)
        return None
    if contents.cart:
        empty(contents.cart)
    if order.status == order.Status.APPROVAL:
        messages.info(request, _("Your order needs approval first. We have asked for it by email."))
    elif order.status == order.Status.ON_HOLD:
        messages.warning(
            request, _("We've received your order. We'll hold it until your credit allows it.")
        )
    else:
        messages.success(request, _("Thank you. We've received your order."))
    return redirect("orders:order-detail", order.number)


def _key(request: CustomerRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
