"""What somebody is about to order: quantities, and the prices they were last shown."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.querysets import CustomerQuerySet
from catalog.models import Presentation, Variant
from catalog.models.bounds import MAX_PRICE, bounded_quantity, quantity_field
from portal.kit.money.format import quantity


class Cart(models.Model):
    """One for each person, company and presentation. It is no order: no number, no claim to stock
    or price."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    presentation = models.ForeignKey(
        Presentation, on_delete=models.CASCADE, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "user", "presentation"],
                nulls_distinct=False,
                name="cart_once",
            ),
            models.UniqueConstraint(fields=["id", "customer"], name="cart_id_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.user_id}"


class CartLine(models.Model):
    """So much of a variant. `seen_price` is the unit price that was last shown with it, so that a
    change can be told."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = quantity_field(_("quantity"))
    seen_price = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_line_once"),
            *bounded_quantity("cart_line", "quantity"),
            models.CheckConstraint(
                condition=Q(seen_price__isnull=True) | Q(seen_price__range=(0, MAX_PRICE)),
                name="cart_line_price_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"{quantity(self.quantity)} × {self.variant_id}"
