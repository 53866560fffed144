from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, allows, customer_view
from catalog.models import Favourite, Product
from catalog.showing.cards import cards_of
from catalog.views.products import find_product
from catalog.views.shopping import shopper_of, summary_for
from catalog.visibility import assortments_of
from portal.kit.web.rendering import page

MOST = 200


@customer_view(Verb.SEE_SHOP)
def favourite_list(request: CustomerRequest) -> HttpResponse:
    """What this person keeps for this company, the latest first; what can no longer be seen stays
    out."""
    kept = Favourite.objects.for_customer(request.customer).filter(user=request.user)
    keys = list(kept.values_list("product", flat=True)[:MOST])
    seen = Product.objects.seen_in(assortments_of(request.customer)).select_related("brand")
    products = seen.in_bulk(keys)
    ordered = [products[key] for key in keys if key in products]
    cards = cards_of(ordered, shopper_of(request))
    context: dict[str, object] = {
        "cards": [cards[one.pk] for one in ordered if one.pk in cards],
        "may_add": allows(request.membership, Verb.ORDER, request.customer),
        "summary": summary_for(request),
    }
    return page(request, "catalog/favourite_list.jinja", context)


@customer_view(Verb.SEE_SHOP)
@require_POST
def favourite_edit(request: CustomerRequest, slug: str) -> HttpResponse:
    """Keep the product, or keep it no longer."""
    product = find_product(slug, assortments_of(request.customer))
    favourite, is_new = Favourite.objects.get_or_create(
        customer=request.customer, user=request.user, product=product
    )
    if not is_new:
        favourite.delete()
    return redirect("catalog:product-detail", product.slug)
