from __future__ import annotations

from django.http import HttpResponse

from accounts.access import CustomerRequest, Verb, allows, customer_view
from catalog.models import Product, ShopSettings
from catalog.showing.cards import Shopper, cards_of
from catalog.views.shopping import summary_for
from catalog.visibility import assortments_of
from orders.purchases import purchases_of
from portal.kit.money.format import day_text
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_SHOP)
def purchase_list(request: CustomerRequest) -> HttpResponse:
    """What the company bought before, at today's prices."""
    purchases = purchases_of(request.customer, assortments_of(request.customer))
    related = Product.objects.select_related("brand")
    products = related.in_bulk([one.product_id for one in purchases])
    today = request.organization.today()
    shopper = Shopper(request.customer, today, ShopSettings.current())
    cards = cards_of(list(products.values()), shopper)
    context: dict[str, object] = {
        "bought": [
            (cards[one.product_id], day_text(one.last_on))
            for one in purchases
            if one.product_id in cards
        ],
        "may_add": allows(request.membership, Verb.ORDER, request.customer),
        "summary": summary_for(request),
    }
    return page(request, "orders/purchase_list.jinja", context)
