"""The company's own item numbers: looked at, added, removed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from catalog.codes import code_of
from orders.models import OwnNumber
from orders.own_numbers.learning import learn, variant_for
from portal.kit.text.characters import validate_text
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

LIST = "orders:own-number-list"
MAX_SHOWN = 200


class OwnNumberForm(forms.Form):
    use_required_attribute = False
    number = forms.CharField(
        label=gettext_lazy("Your item number"), max_length=60, validators=[validate_text]
    )
    sku = forms.CharField(
        label=gettext_lazy("Our item number"), max_length=64, validators=[validate_text]
    )


@customer_view(Verb.ORDER)
def own_number_list(request: CustomerRequest) -> HttpResponse:
    """What is known, found by `?q=`, and a form for one more."""
    form = OwnNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        variant = variant_for(request.customer, form.cleaned_data["sku"])
        if variant is None:
            form.add_error("sku", _("No item with this number is available to you."))
        else:
            try:
                learnt = learn(
                    request.customer, form.cleaned_data["number"], variant, by=request.user
                )
            except Refusal as refusal:
                form.add_error("number", refusal.sentence)
            else:
                words = {"number": learnt.number, "sku": variant.sku}
                messages.success(request, _("%(number)s means %(sku)s from now on.") % words)
                return redirect(LIST)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    known = OwnNumber.objects.for_customer(request.customer).select_related("variant__product")
    if text:
        code = code_of(text) or text
        known = known.filter(Q(code__startswith=code) | Q(variant__code__startswith=code))
    shown = list(known[: MAX_SHOWN + 1])
    context: dict[str, object] = {
        "form": form,
        "q": text,
        "numbers": shown[:MAX_SHOWN],
        "has_more": len(shown) > MAX_SHOWN,
    }
    status = 422 if form.errors else 200
    return page(request, "orders/own_number_list.jinja", context, status=status)


@customer_view(Verb.ORDER)
@require_POST
def own_number_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Forget a number."""
    get_object_or_404(OwnNumber.objects.for_customer(request.customer), pk=pk).delete()
    messages.success(request, _("Removed."))
    return redirect(LIST)
