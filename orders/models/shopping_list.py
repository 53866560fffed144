"""Lists of products that are ordered again and again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.querysets import CustomerQuerySet
from catalog.models import Variant
from catalog.models.bounds import bounded_quantity, quantity_field


class ShoppingList(models.Model):
    """Kept by one person; with `is_shared` everybody in the company who may order uses it too."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    is_shared = models.BooleanField(_("my colleagues use it too"), default=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("order list")
        verbose_name_plural = _("order lists")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "owner", "name"],
                name="shopping_list_once",
                violation_error_message=_("You have a list of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ShoppingListLine(models.Model):
    """So much of a variant at a time."""

    shopping_list = models.ForeignKey(ShoppingList, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="+")
    quantity = quantity_field(_("quantity"))

    class Meta:
        verbose_name = _("line of an order list")
        verbose_name_plural = _("lines of order lists")
        ordering = ["variant__sku"]
        constraints = [
            models.UniqueConstraint(
                fields=["shopping_list", "variant"], name="shopping_list_line_once"
            ),
            *bounded_quantity("shopping_list_line", "quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.shopping_list_id}: {self.variant_id}"
