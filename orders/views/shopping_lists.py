"""Order lists as pages: made from the cart or by item number, put into the cart."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from orders.cart.contents import cart_of
from orders.lines.checking import Wanted, check_lines
from orders.lines.quantities import quantity_of
from orders.models import ShoppingList
from orders.own_numbers.learning import variant_for
from orders.shopping_lists.keeping import lists_for, make_list, put, with_counts
from orders.views.adding import add_lines
from orders.views.cart import open_presentation
from portal.kit.text.characters import validate_text
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


class ListForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("Name of the list"), max_length=80, validators=[validate_text]
    )
    is_shared = forms.BooleanField(label=gettext_lazy("My colleagues use it too"), required=False)


class LineForm(forms.Form):
    use_required_attribute = False
    sku = forms.CharField(
        label=gettext_lazy("Item number"), max_length=64, validators=[validate_text]
    )
    quantity = forms.CharField(label=gettext_lazy("Quantity"), max_length=20)


@customer_view(Verb.ORDER)
def shopping_list_list(request: CustomerRequest) -> HttpResponse:
    """Mine and my colleagues' shared ones."""
    lists = with_counts(lists_for(request.customer, request.user))
    return page(request, "orders/shopping_list_list.jinja", {"lists": lists})


@customer_view(Verb.ORDER)
def shopping_list_new(request: CustomerRequest) -> HttpResponse:
    """An empty list, or with `?from=cart` one of what is in the cart."""
    given = request.POST if request.method == "POST" else request.GET
    presentation = open_presentation(request, given.get("presentation", ""))
    is_of_cart = given.get("from") == "cart"
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cart = cart_of(request.customer, request.user, presentation) if is_of_cart else None
        lines = list(cart.lines.values_list("variant_id", "quantity")) if cart else []
        named = form.cleaned_data
        try:
            made = make_list(
                request.customer,
                request.user,
                named["name"],
                lines,
                is_shared=named["is_shared"],
            )
        except Refusal as refusal:
            form.add_error("name", refusal.sentence)
        else:
            messages.success(request, _("List saved."))
            return redirect("orders:shopping-list-detail", made.pk)
    context: dict[str, object] = {
        "form": form,
        "is_of_cart": is_of_cart,
        "presentation": presentation,
    }
    status = 422 if form.errors else 200
    return page(request, "orders/shopping_list_new.jinja", context, status=status)


@customer_view(Verb.ORDER)
def shopping_list_detail(request: CustomerRequest, pk: int) -> HttpResponse:
    """What is in it at today's prices; lines are added, changed, and put into the cart."""
    kept = _list(request, pk)
    form = LineForm()
    if "cart" in request.POST:
        return _into_cart(request, kept)
    if "sku" in request.POST:
        form = LineForm(request.POST)
        if form.is_valid() and _add(request, kept, form):
            return redirect("orders:shopping-list-detail", kept.pk)
    elif request.method == "POST":
        return _changed(request, kept)
    lines = list(kept.lines.select_related("variant"))
    wanted = [Wanted(one.variant_id, one.quantity) for one in lines]
    checked = check_lines(request.customer, wanted, today=request.organization.today())
    context: dict[str, object] = {
        "kept": kept,
        "form": form,
        "lines": list(zip(lines, checked.lines, strict=True)),
        "currency": request.customer.currency,
        "is_mine": kept.owner_id == request.user.pk,
    }
    status = 422 if form.errors else 200
    return page(request, "orders/shopping_list_detail.jinja", context, status=status)


@customer_view(Verb.ORDER)
@require_POST
def shopping_list_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Delete a list of one's own."""
    kept = _list(request, pk)
    if kept.owner_id != request.user.pk:
        messages.error(request, _("Only the person who made a list deletes it."))
        return redirect("orders:shopping-list-detail", kept.pk)
    kept.delete()
    messages.success(request, _("List deleted."))
    return redirect("orders:shopping-list-list")


def _add(request: CustomerRequest, kept: ShoppingList, form: LineForm) -> bool:
    variant = variant_for(request.customer, form.cleaned_data["sku"])
    quantity = quantity_of(form.cleaned_data["quantity"])
    if variant is None:
        form.add_error("sku", _("No item with this number is available to you."))
    if quantity is None:
        form.add_error("quantity", _("Enter a quantity, such as 12."))
    if variant is None or quantity is None:
        return False
    try:
        put(kept, [(variant.pk, quantity)])
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


def _changed(request: CustomerRequest, kept: ShoppingList) -> HttpResponse:
    wrong = 0
    for line in kept.lines.all():
        text = request.POST.get(f"quantity-{line.pk}")
        if request.POST.get("remove") == str(line.pk):
            line.delete()
        elif text is not None:
            quantity = quantity_of(text)
            wrong += quantity is None
            if quantity is not None and quantity != line.quantity:
                line.quantity = quantity
                line.save(update_fields=["quantity"])
    if wrong:
        messages.error(request, _("Enter a quantity, such as 12. The others were saved."))
    return redirect("orders:shopping-list-detail", kept.pk)


def _into_cart(request: CustomerRequest, kept: ShoppingList) -> HttpResponse:
    lines = list(kept.lines.select_related("variant"))
    wanted = [Wanted(one.variant_id, one.quantity) for one in lines]
    if add_lines(request, wanted, {one.variant_id: one.variant.sku for one in lines}):
        return redirect("orders:cart-detail")
    return redirect("orders:shopping-list-detail", kept.pk)


def _list(request: CustomerRequest, pk: int) -> ShoppingList:
    return get_object_or_404(lists_for(request.customer, request.user), pk=pk)
