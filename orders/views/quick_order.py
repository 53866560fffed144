from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.access import CustomerRequest, Verb, customer_view
from catalog.codes import code_of
from catalog.models import Variant
from catalog.visibility import assortments_of
from orders.lines.checking import MAX_LINES, Wanted
from orders.lines.quantities import quantity_of
from orders.own_numbers.learning import learn
from orders.quick_order.files import lines_of_file
from orders.quick_order.matching import match
from orders.views.adding import add_lines, not_added
from portal.kit.files.uploads import UploadRefused
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

# Longer than any thousand lines.
MAX_TEXT = 500_000


@customer_view(Verb.ORDER)
def quick_order_new(request: CustomerRequest) -> HttpResponse:
    """Paste item numbers and quantities, or bring a file. Nothing is in the cart before it was
    looked at."""
    if "add" in request.POST:
        return _added(request)
    text, problem = request.POST.get("text", ""), ""
    if (upload := request.FILES.get("file")) is not None:
        try:
            text = "\n".join(part for part in (text, lines_of_file(upload)) if part.strip())
        except UploadRefused as refusal:
            problem = refusal.sentence
    if request.method == "POST" and not problem:
        problem = _problem(text)
    is_readable = bool(text.strip()) and not problem
    found = (
        match(request.customer, text, today=request.organization.today()) if is_readable else None
    )
    context: dict[str, object] = {
        "text": text,
        "found": found,
        "currency": request.customer.currency,
        "problem": problem,
    }
    status = 422 if problem else 200
    return page(request, "orders/quick_order_new.jinja", context, status=status)


def _problem(text: str) -> str:
    """Why the text is not read. It is never cut: half an order looks like a whole one."""
    if not text.strip():
        return _("Paste at least one line, or choose a file.")
    count = len(text.splitlines())
    if count > MAX_LINES or len(text) > MAX_TEXT:
        sentence = _("That's %(count)s lines. Order at most %(most)s at a time.")
        return sentence % {"count": count, "most": MAX_LINES}
    return ""


def _added(request: CustomerRequest) -> HttpResponse:
    """The lines that were ticked or chosen, checked once more."""
    quantities: dict[str, Decimal] = {}
    for one in [*request.POST.getlist("line"), *_choices(request)][:MAX_LINES]:
        code, _colon, typed = one.rpartition("=")
        quantity = quantity_of(typed)
        code = code_of(code.replace("\x00", "")[:100])
        if code and quantity:
            quantities[code] = quantities.get(code, Decimal(0)) + quantity
    seen = Variant.objects.seen_in(assortments_of(request.customer)).filter(code__in=quantities)
    variants = {one.code: one for one in seen}
    _remember(request, variants)
    wanted = [
        Wanted(variants[code].pk, much) for code, much in quantities.items() if code in variants
    ]
    if add_lines(request, wanted, {one.pk: one.sku for one in variants.values()}):
        if len(variants) < len(quantities):
            messages.warning(request, not_added(len(quantities) - len(variants)))
        return redirect("orders:cart-detail")
    messages.error(request, _("Nothing was chosen that can be ordered."))
    return redirect("orders:quick-order-new")


def _remember(request: CustomerRequest, variants: Mapping[str, Variant]) -> None:
    """The customer's own numbers for what was chosen, where they asked for it: `remember-N` has
    the number, `choice-N` the item."""
    for name in [one for one in request.POST if one.startswith("remember-")][:MAX_LINES]:
        chosen = str(request.POST.get(name.replace("remember-", "choice-"), ""))
        variant = variants.get(code_of(chosen.rpartition("=")[0].replace("\x00", "")[:100]))
        number = str(request.POST.get(name, "")).replace("\x00", "")
        if variant is not None:
            try:
                learn(request.customer, number, variant, by=request.user)
            except Refusal as refusal:
                messages.warning(request, refusal.sentence)


def _choices(request: CustomerRequest) -> list[str]:
    """What was chosen among several: `choice-N` has "CODE=quantity"; empty for none of them."""
    names = [name for name in request.POST if name.startswith("choice-")]
    return [value for name in names if (value := str(request.POST.get(name, "")))]
