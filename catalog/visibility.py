"""Which products a customer sees. Every question of the shop begins here."""

from __future__ import annotations

from django.db.models import Exists, Q

from accounts.models import Customer
from catalog.models import Assortment, AssortmentCustomer, Product


def assortments_of(customer: Customer) -> list[int]:
    """The customer's own assortments, or else those open to all. One statement."""
    own = AssortmentCustomer.objects.filter(customer=customer)
    chosen = Assortment.objects.filter(
        Q(pk__in=own.values("assortment")) | (Q(is_open=True) & ~Exists(own))
    )
    return list(chosen.order_by("pk").values_list("pk", flat=True))


def sees(customer: Customer, product: Product) -> bool:
    """Whether the product exists for this customer. Two statements."""
    seen = Product.objects.seen_in(assortments_of(customer))
    return bool(seen.filter(pk=product.pk).exists())
