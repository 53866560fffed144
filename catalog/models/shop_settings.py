from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ShopSettings(models.Model):
    """How the shop shows what is in stock: one row."""

    class StockDisplay(models.TextChoices):
        EXACT = "exact", _("The exact quantity")
        BANDS = "bands", _("The quantity up to a limit, then “more than” it")
        WORDS = "words", _("In stock, low or none")
        HIDDEN = "hidden", _("Nothing")

    stock_display = models.CharField(
        _("customers see of the stock"),
        max_length=10,
        choices=StockDisplay.choices,
        default=StockDisplay.BANDS,
    )
    low_stock = models.DecimalField(
        _("low is up to"), max_digits=9, decimal_places=3, default=Decimal(20)
    )
    stale_hours = models.PositiveSmallIntegerField(
        _("stock older than so many hours shows when it was counted"), default=24
    )

    class Meta:
        verbose_name = _("shop settings")
        verbose_name_plural = _("shop settings")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="shop_settings_are_one"),
            models.CheckConstraint(
                condition=Q(low_stock__range=(0, 999_999)), name="shop_settings_low_stock"
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def current(cls) -> ShopSettings:
        """The settings; the defaults before staff have changed any."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
