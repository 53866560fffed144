"""Which products a customer sees. Every question of the shop begins here."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Q, QuerySet

from accounts.models import Customer
from catalog.models import Assortment, AssortmentCustomer, Product


def assortments_of(customer: Customer) -> list[int]:
    """The customer's own assortments, or else those open to all. One statement."""
    return list(_chosen(customer).order_by("pk").values_list("pk", flat=True))


def assortments_within(customer: Customer) -> ArraySubquery:
    """The same for `seen_in` as a part of its statement, for those who ask for known products."""
    return ArraySubquery(_chosen(customer).values("pk"))


def _chosen(customer: Customer) -> QuerySet[Assortment]:
    own = AssortmentCustomer.objects.filter(customer=customer)
    return Assortment.objects.filter(
        Q(pk__in=own.values("assortment")) | (Q(is_open=True) & ~Exists(own))
    )


def sees(customer: Customer, product: Product) -> bool:
    """Whether the product exists for this customer. Two statements."""
    seen = Product.objects.seen_in(assortments_of(customer))
    return bool(seen.filter(pk=product.pk).exists())
