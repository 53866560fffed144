from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import CustomerRequest, Verb, customer_view
from catalog.codes import code_of
from catalog.models import Variant
from catalog.visibility import assortments_of
from orders.cart.changes import add_to_cart
from orders.lines.checking import Wanted, check_lines
from orders.lines.quantities import quantity_of
from orders.quick_order.matching import match
from orders.quick_order.parsing import MAX_LINES
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

MAX_TEXT = 100_000


@customer_view(Verb.ORDER)
def quick_order_new(request: CustomerRequest) -> HttpResponse:
    """Paste item numbers and quantities; nothing is in the cart before it was looked at."""
    text = request.POST.get("text", "")[:MAX_TEXT]
    if "add" in request.POST:
        return _added(request)
    today = request.organization.today()
    found = match(request.customer, text, today=today) if text.strip() else None
    context: dict[str, object] = {
        "text": text,
        "found": found,
        "currency": request.customer.currency,
        "is_missing": request.method == "POST" and found is None,
    }
    status = 422 if context["is_missing"] else 200
    return page(request, "orders/quick_order_new.jinja", context, status=status)


def _added(request: CustomerRequest) -> HttpResponse:
    """The lines that were ticked or chosen, checked once more."""
    chosen = [*request.POST.getlist("line"), *_choices(request)][:MAX_LINES]
    quantities: dict[str, Decimal] = {}
    for one in chosen:
        code, _colon, typed = one.rpartition("=")
        quantity = quantity_of(typed)
        code = code_of(code.replace("\x00", "")[:100])
        if code and quantity:
            quantities[code] = quantities.get(code, Decimal(0)) + quantity
    seen = Variant.objects.seen_in(assortments_of(request.customer))
    variants = {one.code: one.pk for one in seen.filter(code__in=quantities)}
    wanted = [
        Wanted(variants[code], quantity)
        for code, quantity in quantities.items()
        if code in variants
    ]
    checked = check_lines(request.customer, wanted, today=request.organization.today())
    lines = [(one.wanted.variant_id, one.quantity) for one in checked.orderable]
    if not lines:
        messages.error(request, _("Nothing was chosen that can be ordered."))
        return redirect("orders:quick-order-new")
    try:
        add_to_cart(customer=request.customer, user=request.user, quantities=lines)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("orders:quick-order-new")
    count = len(lines)
    text = ngettext("%(count)s line is in your cart.", "%(count)s lines are in your cart.", count)
    messages.success(request, text % {"count": count})
    return redirect("orders:cart-detail")


def _choices(request: CustomerRequest) -> list[str]:
    """What was chosen among several: `choice-N` has "CODE=quantity"; empty for none of them."""
    names = [name for name in request.POST if name.startswith("choice-")]
    return [value for name in names if (value := str(request.POST.get(name, "")))]
