"""Goods that a customer sends back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, customer_view
from billing.views.lookup import find_by_number
from orders import pdfs
from orders.models import Return, SalesOrder
from orders.returning.asking import ask_return, last_day, returnable
from orders.returning.form import ReturnForm
from orders.returning.shown import shown
from portal.kit.web.downloads import pdf_response
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


@customer_view(Verb.ORDER)
def goods_return_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Ask to send back part of an order."""
    order: SalesOrder = find_by_number(
        SalesOrder.objects.for_customer(request.customer).select_related("customer"), number
    )
    today = request.organization.today()
    until, lines = last_day(order), list(order.lines.all())
    most = returnable(lines)
    if until is None or today > until or not most:
        refused = _("Nothing of this order can be returned here. Please get in touch.")
        messages.info(request, refused)
        return redirect("orders:order-detail", order.number)
    form = ReturnForm(request.POST or None, lines=lines, most=most)
    if request.method == "POST" and form.is_valid():
        try:
            goods_return = ask_return(
                order,
                form.wishes,
                note_text=form.cleaned_data["note"],
                by=request.user,
                today=today,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Thank you. We'll tell you by email how to send it back."))
            return redirect("orders:return-detail", goods_return.number)
    context: dict[str, object] = {"order": order, "form": form, "until": until}
    return page(
        request, "orders/goods_return_new.jinja", context, status=422 if form.errors else 200
    )


@customer_view(Verb.SEE_ORDERS)
def return_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """What goes back, how far it has come, and where to send it."""
    goods_return = _return(request, number)
    (found,) = shown([goods_return])
    context: dict[str, object] = {
        "order": goods_return.order,
        "return": found,
        "may_print": goods_return.status != Return.Status.REFUSED,
    }
    return page(request, "orders/return_detail.jinja", context)


@customer_view(Verb.SEE_ORDERS)
def return_slip_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The slip to put into the parcel, once the return is authorised."""
    goods_return = _return(request, number)
    if goods_return.status in {Return.Status.ASKED, Return.Status.REFUSED}:
        raise Http404
    content = pdfs.return_slip_pdf(goods_return, seller=request.organization)
    name = f"{_('Return slip')}-{goods_return.number}"
    return pdf_response(content, name, inline="inline" in request.GET)


def _return(request: CustomerRequest, number: str) -> Return:
    returns = Return.objects.for_customer(request.customer)
    found: Return = find_by_number(returns.select_related("order__customer", "asked_by"), number)
    return found


def return_url(goods_return: Return) -> str:
    """Where a customer reads about it."""
    return reverse("orders:return-detail", args=[goods_return.number])
