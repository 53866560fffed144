"""What customers' pages may ask for: products, variants and presentations that a company sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Q

from accounts.models import Customer

T = TypeVar("T", bound=models.Model)


class CustomerQuerySet(models.QuerySet[T]):
    """Rows that belong to a customer."""

    def for_customer(self, customer: Customer) -> Any:
        return self.filter(customer=customer)


class ProductQuerySet(models.QuerySet[T]):
    def seen_in(self, assortments: Sequence[int] | ArraySubquery) -> Any:
        """Products of these assortments (`catalog.visibility.assortments_of`) that are not
        hidden. Without any assortment there is nothing to see."""
        if not isinstance(assortments, ArraySubquery):
            assortments = list(assortments)
        return self.exclude(status="hidden").filter(shown_in__overlap=assortments)


class ProductManager(models.Manager.from_queryset(ProductQuerySet)):  # type: ignore[misc]  # a class made at run time
    """Products without the columns that only search reads. They are not written back either."""

    def get_queryset(self) -> Any:
        return super().get_queryset().defer("words", "fragments", "shown_in")


class VariantQuerySet(models.QuerySet[T]):
    def seen_in(self, assortments: Sequence[int]) -> Any:
        return self.exclude(product__status="hidden").filter(
            product__shown_in__overlap=list(assortments)
        )


class PresentationQuerySet(models.QuerySet[T]):
    def for_customer(self, customer: Customer, *, day: date) -> Any:
        """Those for all and for this customer that have opened; no drafts. Closed ones too: links
        to them stay good."""
        through: Any = self.model._meta.get_field("customers")  # noqa: SLF001 - Django documents it
        rows = through.remote_field.through.objects
        chosen = rows.filter(presentation=models.OuterRef("pk"), customer=customer)
        return self.exclude(status="draft").filter(
            Q(is_for_all=True) | models.Exists(chosen),
            Q(opens_on__isnull=True) | Q(opens_on__lte=day),
        )

    def shown(self) -> Any:
        """Those that stand in the shop, the ones that close first before the others."""
        return self.filter(status="published").order_by(
            models.F("orders_until").asc(nulls_last=True), "name", "pk"
        )
