"""Products, prices and presentations for tests: say what matters, the rest is filled in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.db.models.expressions import RawSQL

from accounts.models import Customer
from catalog.models import (
    Assortment,
    AssortmentCustomer,
    AssortmentLine,
    ContractPrice,
    Presentation,
    PresentationLine,
    Price,
    PriceList,
    PriceListAssignment,
    Product,
    Section,
    Variant,
)

DAY = date(2026, 3, 2)
# Django's own fields refuse it before the database does.
NOT_A_NUMBER = RawSQL("'NaN'::numeric", ())
_serial = count(1)


def number(text: str) -> Any:
    return NOT_A_NUMBER if text == "NaN" else Decimal(text)


def make_assortment(
    *products: Product, customer: Customer | None = None, **fields: Any
) -> Assortment:
    """A range for `customer` alone, or open to all."""
    serial = next(_serial)
    values = {"code": f"range-{serial}", "name": f"Range {serial}", "is_open": customer is None}
    assortment = Assortment.objects.create(**(values | fields))
    for product in products:
        AssortmentLine.objects.create(assortment=assortment, product=product)
    if customer is not None:
        AssortmentCustomer.objects.create(assortment=assortment, customer=customer)
    return assortment


def open_assortment() -> Assortment:
    return Assortment.objects.filter(is_open=True).first() or make_assortment()


def make_product(name: str = "", *, sku: str = "", is_shown: bool = True, **fields: Any) -> Product:
    """A product with one variant, in the open assortment unless `is_shown` says otherwise."""
    serial = next(_serial)
    variant = {key: fields.pop(key) for key in VARIANT_FIELDS if key in fields}
    values = {"name": name or f"Product {serial}", "slug": f"product-{serial}"}
    product = Product.objects.create(**(values | fields))
    make_variant(product, sku or f"SKU-{serial}", **variant)
    if is_shown:
        AssortmentLine.objects.create(assortment=open_assortment(), product=product)
    return product


VARIANT_FIELDS = ("pack_size", "min_quantity", "multiple", "max_quantity", "gtin")


def make_variant(product: Product, sku: str = "", **fields: Any) -> Variant:
    return Variant.objects.create(product=product, sku=sku or f"SKU-{next(_serial)}", **fields)


def variant_of(product: Product) -> Variant:
    return product.variants.get()


def make_price_list(
    currency: str = "EUR", *, customer: Customer | None = None, position: int = 1, **fields: Any
) -> PriceList:
    """A price list, assigned to `customer` if one is given."""
    serial = next(_serial)
    values = {"code": f"list-{serial}", "name": f"List {serial}", "currency": currency}
    made = PriceList.objects.create(**(values | fields))
    if customer is not None:
        PriceListAssignment.objects.create(customer=customer, price_list=made, position=position)
    return made


def make_price(
    price_list: PriceList, variant: Variant, price: str, *, at: str = "1", **fields: Any
) -> Price:
    return Price.objects.create(
        price_list=price_list,
        variant=variant,
        from_quantity=number(at),
        unit_price=number(price),
        **fields,
    )


def make_contract(
    customer: Customer, variant: Variant, price: str, *, at: str = "1", **fields: Any
) -> ContractPrice:
    return ContractPrice.objects.create(
        customer=customer,
        variant=variant,
        from_quantity=number(at),
        unit_price=number(price),
        **fields,
    )


def make_presentation(
    *products: Product, customer: Customer | None = None, **fields: Any
) -> Presentation:
    """A published presentation with one section, for `customer` alone or for all."""
    serial = next(_serial)
    values: dict[str, Any] = {
        "code": f"presentation-{serial}",
        "name": f"Presentation {serial}",
        "status": "published",
        "is_for_all": customer is None,
    }
    made = Presentation.objects.create(**(values | fields))
    if customer is not None:
        made.customers.add(customer)
    section = Section.objects.create(presentation=made, title="Everything")
    for position, product in enumerate(products, start=1):
        PresentationLine.objects.create(
            presentation=made, section=section, product=product, position=position
        )
    return made
