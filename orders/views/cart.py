from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from catalog.codes import code_of
from catalog.models import Presentation, Variant
from catalog.showing.linesheet import is_open
from catalog.views.shopping import presentation_of
from catalog.visibility import assortments_of
from orders.cart.changes import add_to_cart, change_quantities
from orders.cart.contents import CartContents, cart_of, contents_of, note_seen, other_carts
from orders.lines.checking import Wanted, check_lines
from orders.lines.quantities import quantity_of
from orders.models import OrderSettings
from orders.ordering.credit import credit_check
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


@customer_view(Verb.ORDER)
def cart_detail(request: CustomerRequest) -> HttpResponse:
    """What is in the cart, at the prices of now; what has changed comes first."""
    presentation = open_presentation(request, request.GET.get("presentation", ""))
    if request.method == "POST":
        presentation = open_presentation(request, request.POST.get("presentation", ""))
        return _changed(request, presentation)
    contents = cart_contents(request, presentation)
    context = cart_context(request, contents, presentation)
    response = page(request, "orders/cart_detail.jinja", context)
    note_seen(contents)
    return response


@customer_view(Verb.ORDER)
@require_POST
def cart_line_new(request: CustomerRequest) -> HttpResponse:
    """Add so much of a variant, from wherever it is shown."""
    require_open()
    presentation = open_presentation(request, request.POST.get("presentation", ""))
    code = code_of(request.POST.get("variant", "").replace("\x00", "")[:100])
    seen = Variant.objects.seen_in(assortments_of(request.customer))
    variant: Variant | None = seen.select_related("product").filter(code=code).first()
    if variant is None:
        raise Http404
    quantity = quantity_of(request.POST.get("quantity", ""))
    query = {"variant": variant.code}
    if presentation:
        query["presentation"] = presentation.code
    if "look" in request.POST and quantity:
        query["quantity"] = str(quantity)
    back = reverse("catalog:product-detail", args=[variant.product.slug], query=query)
    if "look" in request.POST:
        return redirect(back)
    back = next_page(request) or back
    wanted = Wanted(variant.pk, quantity)
    (checked,) = check_lines(
        request.customer, [wanted], today=request.organization.today(), presentation=presentation
    ).lines
    if checked.problem is not None:
        messages.error(request, checked.problem.sentence)
        return redirect(back)
    try:
        add_to_cart(
            customer=request.customer,
            user=request.user,
            quantities=[(variant.pk, checked.quantity)],
            presentation=presentation,
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(back)
    messages.success(request, _("%(name)s is in your cart.") % {"name": variant.product.name})
    return redirect(back)


def _changed(request: CustomerRequest, presentation: Presentation | None) -> HttpResponse:
    # No price is asked: the page that follows does.
    cart = cart_of(request.customer, request.user, presentation)
    quantities: dict[int, Decimal] = {}
    wrong = 0
    for line in cart.lines.all() if cart else ():
        text = request.POST.get(f"quantity-{line.pk}")
        if request.POST.get("remove") == str(line.pk) or (text is not None and _is_zero(text)):
            quantities[line.pk] = Decimal(0)
        elif text is not None:
            quantity = quantity_of(text)
            wrong += quantity is None
            if quantity is not None and quantity != line.quantity:
                quantities[line.pk] = quantity
    if cart and quantities:
        change_quantities(cart, quantities)
    if wrong:
        messages.error(request, _("Enter a quantity, such as 12. The others were saved."))
    return redirect(cart_url(presentation))


def _is_zero(text: str) -> bool:
    return text.strip() in {"", "0"}


def cart_contents(request: CustomerRequest, presentation: Presentation | None) -> CartContents:
    today = request.organization.today()
    return contents_of(request.customer, request.user, today=today, presentation=presentation)


def cart_context(
    request: CustomerRequest, contents: CartContents, presentation: Presentation | None
) -> dict[str, object]:
    settings = OrderSettings.current()
    total = contents.totals.total
    return {
        "contents": contents,
        "presentation": presentation,
        "credit": credit_check(request.customer, total, today=request.organization.today()),
        "settings": settings,
        "others": other_carts(request.customer, request.user, besides=contents.cart),
        "is_refused_over_limit": settings.over_limit == OrderSettings.OverLimit.REFUSE,
    }


def open_presentation(request: CustomerRequest, code: str) -> Presentation | None:
    """The presentation whose cart it is; 404 for one this customer cannot order from any more."""
    found = presentation_of(request, code)
    if code and (found is None or not is_open(found, request.organization.today())):
        raise Http404
    return found


def next_page(request: CustomerRequest) -> str:
    """The page of ours that the form stands on, where it says so."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def cart_url(presentation: Presentation | None) -> str:
    query = {"presentation": presentation.code} if presentation else None
    return reverse("orders:cart-detail", query=query)


def require_open() -> None:
    if not OrderSettings.current().is_open:
        raise Http404
