"""Why can this customer not see or buy it? Every rule between a company and a product."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.access import Rule
from accounts.models import Customer, Organization
from catalog.availability import counts_of
from catalog.codes import code_of
from catalog.models import Assortment, Product, Variant
from catalog.pricing import PricedLine, quote
from catalog.visibility import assortments_of
from portal.kit.money.format import quantity, unit_price


def rules_for_product(customer: Customer, sku: str) -> list[Rule]:
    """Whether `customer` sees the product with this SKU, has a price for it, and finds it in
    stock. They can order it exactly if all hold."""
    related = Variant.objects.select_related("product")
    variant = related.filter(code=code_of(sku)).first() if code_of(sku) else None
    exists = Rule(_("Is there such a SKU?"), variant is not None, sku)
    if variant is None:
        return [exists]
    product = variant.product
    mine = set(assortments_of(customer))
    inside = Assortment.objects.filter(lines__product=product)
    names = ", ".join(inside.values_list("name", flat=True)) or _("none")
    is_shown = product.status != Product.Status.HIDDEN
    is_active = product.status == Product.Status.ACTIVE and variant.status == "active"
    return [
        exists,
        Rule(_("Is the product shown?"), is_shown, str(product.get_status_display())),
        Rule(
            _("Is it in an assortment that the customer sees?"),
            bool(mine & set(inside.values_list("pk", flat=True))),
            _("In: %(names)s") % {"names": names},
        ),
        Rule(_("Can it be ordered?"), is_active, str(variant.get_status_display())),
        *_price_and_stock(customer, variant),
    ]


def _price_and_stock(customer: Customer, variant: Variant) -> list[Rule]:
    today = Organization.current().today()
    line = PricedLine(variant.pk, variant.min_quantity)
    (price,) = quote(customer, [line], day=today)
    if price.unit is None:
        said = _("No list or contract has one: it is on request.")
        if price.next_rung:
            said = _("Only from %(quantity)s on.") % {
                "quantity": quantity(price.next_rung.quantity)
            }
    else:
        name = price.ladder.name if price.ladder else ""
        reference = price.rung.reference if price.rung else ""
        said = f"{unit_price(price.unit, price.currency)}, {name or reference or _('contract')}"
    count = counts_of([variant.pk], today=today)[variant.pk]
    there = _("nobody counts it") if count.available is None else quantity(count.available)
    return [
        Rule(_("Is there a price at the smallest quantity?"), price.unit is not None, said),
        Rule(_("Is it in stock?"), count.available is None or count.available > 0, str(there)),
    ]
