"""Prices by quantity and by day: what a list asks, and what was agreed with one customer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from catalog.models.bounds import one_price_a_day, price_bounds, quantity_field
from catalog.models.price_list import PriceList
from catalog.models.variant import Variant
from portal.kit.money.fields import CurrencyField


class PriceRow(models.Model):
    """One rung: from so much on, on these days, so much each. A rung is never dearer than the one
    below it; a trigger sees to that at the end of the transaction."""

    from_quantity = quantity_field(_("from"), default=1)
    unit_price = models.DecimalField(_("unit price"), max_digits=14, decimal_places=4)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        abstract = True

    def beside(self) -> models.QuerySet[Any]:
        """The other rungs of the same ladder."""
        raise NotImplementedError

    def clean(self) -> None:
        """What the trigger would refuse when the transaction ends."""
        if self.from_quantity is None or self.unit_price is None:
            return
        for other in self.beside().exclude(pk=self.pk):
            if not self._is_valid_beside(other):
                raise ValidationError(
                    _("A larger quantity never costs more each than a smaller one: see %(rung)s."),
                    params={"rung": f"{other.from_quantity.normalize():f}: {other.unit_price}"},
                )

    def _is_valid_beside(self, other: PriceRow) -> bool:
        first, last = date.min, date.max
        overlap = (self.valid_from or first) <= (other.valid_until or last) and (
            other.valid_from or first
        ) <= (self.valid_until or last)
        higher, lower = sorted([self, other], key=lambda row: row.from_quantity, reverse=True)
        is_same = self.from_quantity == other.from_quantity
        return not overlap or is_same or bool(higher.unit_price <= lower.unit_price)


class Price(PriceRow):
    """A rung of a price list."""

    price_list = models.ForeignKey(
        PriceList, on_delete=models.CASCADE, related_name="prices", verbose_name=_("price list")
    )
    variant = models.ForeignKey(
        Variant, on_delete=models.CASCADE, related_name="prices", verbose_name=_("variant")
    )

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["price_list", "variant", "from_quantity"]
        indexes = [models.Index(fields=["price_list", "variant"], name="price_of_list")]
        constraints = [*price_bounds("price"), one_price_a_day("price", "price_list_id")]

    def __str__(self) -> str:
        return f"{self.variant}, {self.from_quantity}: {self.unit_price}"

    def beside(self) -> models.QuerySet[Any]:
        return Price.objects.filter(price_list=self.price_list_id, variant=self.variant_id)


class ContractPrice(PriceRow):
    """A rung agreed with one customer, in the account's own currency."""

    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        related_name="contract_prices",
        verbose_name=_("customer"),
    )
    currency = CurrencyField(_("currency"), editable=False)
    variant = models.ForeignKey(
        Variant, on_delete=models.CASCADE, related_name="contract_prices", verbose_name=_("variant")
    )
    reference = models.CharField(_("contract"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("contract price")
        verbose_name_plural = _("contract prices")
        ordering = ["customer", "variant", "from_quantity"]
        indexes = [models.Index(fields=["customer", "variant"], name="contract_price_of_customer")]
        constraints = [
            *price_bounds("contract_price"),
            one_price_a_day("contract_price", "customer_id"),
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.variant}, {self.from_quantity}: {self.unit_price}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.currency = self.customer.currency
        super().save(*args, **kwargs)

    def beside(self) -> models.QuerySet[Any]:
        return ContractPrice.objects.filter(customer=self.customer_id, variant=self.variant_id)
