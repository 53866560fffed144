from __future__ import annotations

import json

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from catalog.codes import code_of
from catalog.models import Variant
from catalog.showing.cart_summary import cart_summary
from catalog.visibility import assortments_of
from orders.lines.checking import MAX_LINES, Wanted
from orders.lines.quantities import quantity_of
from orders.views.adding import add_lines
from orders.views.cart import cart_url, next_page, open_presentation, require_open
from portal.kit.web.requests import of_portal

FIELD = "quantity-"


@customer_view(Verb.ORDER)
@require_POST
def cart_lines_new(request: CustomerRequest) -> HttpResponse:
    """Add what was typed beside the products of a page. The button of one product adds that one,
    at its smallest quantity where nothing was typed; without a script it adds the others as well,
    so that nothing typed is lost."""
    require_open()
    presentation = open_presentation(request, request.POST.get("presentation", ""))
    typed = _typed(request)
    only = code_of(request.POST.get("only", "").replace("\x00", "")[:100])
    if only:
        quantity = typed.get(only, "")
        typed = {only: quantity} if of_portal(request).htmx else typed | {only: quantity}
    seen = Variant.objects.seen_in(assortments_of(request.customer)).select_related("product")
    variants = {one.pk: one for one in seen.filter(code__in=typed)}
    wanted = [
        Wanted(pk, quantity_of(typed[one.code]) if typed[one.code] else one.min_quantity)
        for pk, one in variants.items()
    ]
    added: list[int] = []
    if wanted:
        names = {pk: f"{one.product.name} ({one.sku})" for pk, one in variants.items()}
        added = add_lines(request, wanted, names, presentation)
    else:
        messages.info(request, _("Enter a quantity first."))
    if not of_portal(request).htmx:
        back = next_page(request) or cart_url(presentation)
        return redirect(f"{back}#p-{only}" if only else back)
    today = request.organization.today()
    context = {
        "summary": cart_summary(request.customer, request.user, presentation, today=today),
        "presentation": presentation,
    }
    response = render(request, "catalog/order_bar.jinja#order-bar", context)
    response.headers["HX-Trigger"] = json.dumps({"added": [variants[pk].code for pk in added]})
    return response


def _typed(request: CustomerRequest) -> dict[str, str]:
    """What was typed, by code; at most so many as a cart holds."""
    found: dict[str, str] = {}
    for name, value in request.POST.items():
        text = str(value).replace("\x00", "").strip()
        if name.startswith(FIELD) and text not in {"", "0"} and len(found) < MAX_LINES:
            found[code_of(name.removeprefix(FIELD)[:100])] = text
    return found
