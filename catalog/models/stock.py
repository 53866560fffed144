"""What another system says is there, and what is on its way."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.bounds import MAX_QUANTITY, bounded_quantity, quantity_field
from catalog.models.variant import Variant
from portal.kit.dates.fields import FIRST_DAY, LAST_DAY
from portal.kit.money.format import quantity


class Stock(models.Model):
    """A snapshot of a warehouse, taken over as of a moment and never computed here."""

    variant = models.OneToOneField(
        Variant, on_delete=models.CASCADE, primary_key=True, verbose_name=_("variant")
    )
    on_hand = models.DecimalField(_("on hand"), max_digits=9, decimal_places=3)
    reserved = models.DecimalField(
        _("reserved elsewhere"), max_digits=9, decimal_places=3, default=Decimal(0)
    )
    as_of = models.DateTimeField(_("as of"))
    source = models.CharField(_("source"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        constraints = [
            models.CheckConstraint(
                # A count may fall below zero before it is corrected.
                condition=Q(on_hand__range=(-MAX_QUANTITY, MAX_QUANTITY)),
                name="stock_on_hand_bounded",
            ),
            models.CheckConstraint(
                condition=Q(reserved__range=(0, MAX_QUANTITY)), name="stock_reserved_bounded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant}: {quantity(self.on_hand)}"

    @property
    def available(self) -> Decimal:
        """What can be promised: never below zero."""
        return max(Decimal(0), self.on_hand - self.reserved)


class Arrival(models.Model):
    """Goods that are on their way to the warehouse."""

    class Confidence(models.TextChoices):
        FIRM = "firm", _("Firm")
        ESTIMATE = "estimate", _("Estimate")

    variant = models.ForeignKey(
        Variant, on_delete=models.CASCADE, related_name="arrivals", verbose_name=_("variant")
    )
    arrives_on = models.DateField(_("arrives on"))
    quantity = quantity_field(_("quantity"))
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence.choices, default=Confidence.FIRM
    )
    reference = models.CharField(
        _("reference"), max_length=60, help_text=_("Such as a purchase order.")
    )

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        ordering = ["arrives_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "reference"], name="arrival_once"),
            *bounded_quantity("arrival", "quantity"),
            models.CheckConstraint(
                condition=Q(arrives_on__range=(FIRST_DAY, LAST_DAY)), name="arrival_day_likely"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant}: {quantity(self.quantity)}, {self.arrives_on}"
