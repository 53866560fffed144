"""Orders and what they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from accounts.models import Customer, Role, User
from catalog.models import Variant
from orders.lines.checking import Wanted, check_lines
from orders.models import SalesOrder
from orders.ordering.handling import confirm_order
from orders.ordering.placing import OrderRequest, place_order
from tests.catalog.factories import make_price, make_price_list, make_product, variant_of
from tests.factories import DAY, make_member


def priced_variant(
    customer: Customer, price: str = "5", *, sku: str = "", **fields: Any
) -> Variant:
    """A variant of a product of its own, with a price for this customer."""
    product = make_product(sku=sku)
    variant = variant_of(product)
    if fields:
        Variant.objects.filter(pk=variant.pk).update(**fields)
        variant.refresh_from_db()
    make_price(_list_of(customer), variant, price)
    return variant


def _list_of(customer: Customer) -> Any:
    from catalog.models import PriceListAssignment

    found = PriceListAssignment.objects.filter(customer=customer).first()
    return found.price_list if found else make_price_list(customer.currency, customer=customer)


def request_for(
    customer: Customer,
    lines: Sequence[tuple[Variant, str]],
    *,
    by: User | None = None,
    key: UUID | None = None,
    **fields: Any,
) -> OrderRequest:
    """A request that agrees to what would be ordered now."""
    wanted = [Wanted(variant.pk, Decimal(quantity)) for variant, quantity in lines]
    values: dict[str, Any] = {
        "customer": customer,
        "placed_by": by or make_member(customer, Role.BUYER),
        "lines": wanted,
        "agreed": check_lines(customer, wanted, today=DAY).fingerprint,
        "key": key or uuid4(),
    }
    return OrderRequest(**(values | fields))


def make_order(
    customer: Customer, lines: Sequence[tuple[Variant, str]] = (), **fields: Any
) -> SalesOrder:
    """An order of these lines, or of 10 at 5.00."""
    chosen = lines or [(priced_variant(customer), "10")]
    return place_order(request_for(customer, chosen, **fields), today=DAY)


def make_confirmed(
    customer: Customer, lines: Sequence[tuple[Variant, str]] = (), *, by: User, **fields: Any
) -> SalesOrder:
    return confirm_order(make_order(customer, lines, **fields), by=by)
