from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

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
from catalog.visibility import assortments_of
from orders.cart.changes import add_to_cart, change_quantities, empty
from orders.cart.contents import CartContents, contents_of, note_seen, other_carts
from orders.cart.order_form import OrderForm
from orders.lines.checking import Wanted, check_lines
from orders.lines.problems import Problem
from orders.lines.quantities import quantity_of
from orders.models import OrderSettings
from orders.ordering.credit import credit_check
from orders.ordering.placing import OrderRequest, OverLimit, PricesChanged, place_order
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

# These refuse a line for good; the others can be mended in the cart.
NEVER = {Problem.UNKNOWN, Problem.DISCONTINUED, Problem.NO_PRICE}


@customer_view(Verb.ORDER)
def cart_detail(request: CustomerRequest) -> HttpResponse:
    """What is in the cart, at the prices of now; what has changed comes first."""
    presentation = _presentation(request, request.GET.get("presentation", ""))
    if request.method == "POST":
        presentation = _presentation(request, request.POST.get("presentation", ""))
        return _changed(request, presentation)
    contents = _contents(request, presentation)
    context = _context(request, contents, presentation)
    response = page(request, "orders/cart_detail.jinja", context)
    note_seen(contents)
    return response


@customer_view(Verb.ORDER)
@require_POST
def cart_line_new(request: CustomerRequest) -> HttpResponse:
    """Add so much of a variant, from wherever it is shown."""
    _require_open()
    presentation = _presentation(request, request.POST.get("presentation", ""))
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
    back = _next(request) or back
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


@customer_view(Verb.ORDER)
def order_new(request: CustomerRequest) -> HttpResponse:
    """A last look: what will be ordered, where to, and what it does to the credit limit."""
    _require_open()
    given = request.POST if request.method == "POST" else request.GET
    presentation = _presentation(request, given.get("presentation", ""))
    contents = _contents(request, presentation)
    if not contents.can_be_ordered:
        return redirect(_cart_url(presentation))
    form = OrderForm(
        request.POST if request.method == "POST" else None,
        customer=request.customer,
        today=request.organization.today(),
        po_required=OrderSettings.current().po_required,
    )
    if request.method == "POST" and form.is_valid():
        answer = _placed(request, form, contents, presentation)
        if answer is not None:
            return answer
        contents = _contents(request, presentation)
    context = _context(request, contents, presentation)
    context |= {"form": form, "key": _key(request) or uuid4()}
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
        wanted_on=given["wanted_on"],
        ship_policy=given["ship_policy"],
        ship_to=form.ship_to_text,
    )
    try:
        order = place_order(wanted, today=request.organization.today())
    except (PricesChanged, OverLimit, Refusal) as refusal:
        form.add_error(None, refusal.sentence)
        return None
    if contents.cart:
        empty(contents.cart)
    if order.status == order.Status.ON_HOLD:
        messages.warning(
            request, _("Thank you. We have your order and hold it until your credit allows it.")
        )
    else:
        messages.success(request, _("Thank you. We have your order."))
    return redirect("orders:order-detail", order.number)


def _changed(request: CustomerRequest, presentation: Presentation | None) -> HttpResponse:
    contents = _contents(request, presentation)
    quantities: dict[int, Decimal] = {}
    wrong = 0
    for one in contents.lines:
        text = request.POST.get(f"quantity-{one.line.pk}")
        if request.POST.get("remove") == str(one.line.pk) or (text is not None and _is_zero(text)):
            quantities[one.line.pk] = Decimal(0)
        elif text is not None:
            quantity = quantity_of(text)
            wrong += quantity is None
            if quantity is not None and quantity != one.line.quantity:
                quantities[one.line.pk] = quantity
    if contents.cart and quantities:
        change_quantities(contents.cart, quantities)
    if wrong:
        messages.error(request, _("Enter a quantity, such as 12. The others were saved."))
    return redirect(_cart_url(presentation))


def _is_zero(text: str) -> bool:
    return text.strip() in {"", "0"}


def _contents(request: CustomerRequest, presentation: Presentation | None) -> CartContents:
    today = request.organization.today()
    return contents_of(request.customer, request.user, today=today, presentation=presentation)


def _context(
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


def _presentation(request: CustomerRequest, code: str) -> Presentation | None:
    """The presentation whose cart it is; 404 for one this customer cannot order from any more."""
    if not code:
        return None
    today = request.organization.today()
    seen = Presentation.objects.for_customer(request.customer, day=today).shown()
    found: Presentation | None = seen.filter(code=code.replace("\x00", "")[:100]).first()
    if found is None or not is_open(found, today):
        raise Http404
    return found


def _next(request: CustomerRequest) -> str:
    """The page of ours that the form stands on, where it says so."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def _cart_url(presentation: Presentation | None) -> str:
    query = {"presentation": presentation.code} if presentation else None
    return reverse("orders:cart-detail", query=query)


def _key(request: CustomerRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _require_open() -> None:
    if not OrderSettings.current().is_open:
        raise Http404
