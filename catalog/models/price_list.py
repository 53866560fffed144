from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from catalog.models.bounds import valid_days
from portal.kit.money.fields import CurrencyField


class PriceList(models.Model):
    """Net prices in one currency. The default of a currency is asked last, for everybody."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80, help_text=_("Customers read it."))
    currency = CurrencyField(_("currency"))
    decimals = models.PositiveSmallIntegerField(
        _("decimals of a unit price"),
        default=2,
        validators=[MinValueValidator(0), MaxValueValidator(4)],
        help_text=_("A discounted price is rounded to so many."),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_default = models.BooleanField(
        _("default of its currency"),
        default=False,
        help_text=_(
            "For every customer with this currency, where no list of their own has a price."
        ),
    )

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "currency"], name="price_list_id_currency"),
            models.UniqueConstraint(
                fields=["currency"],
                condition=Q(is_default=True),
                name="price_list_one_default",
                violation_error_message=_("Another list is the default of this currency."),
            ),
            models.CheckConstraint(condition=Q(decimals__range=(0, 4)), name="price_list_decimals"),
            *valid_days("price_list"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.currency})"

    def clean(self) -> None:
        """A list that has prices or customers keeps its currency."""
        old = PriceList.objects.filter(pk=self.pk).first() if self.pk else None
        if old is not None and old.currency != self.currency:
            prices = self.prices.exists()
            if prices or self.assignments.exists():
                raise ValidationError(_("A list with prices or customers keeps its currency."))


class PriceListAssignment(models.Model):
    """A list for one customer; of several the first in order that has a price wins. Foreign keys
    over customer and currency, and list and currency, refuse a list in another currency."""

    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        related_name="price_list_assignments",
        verbose_name=_("customer"),
    )
    currency = CurrencyField(_("currency"), editable=False)
    price_list = models.ForeignKey(
        PriceList,
        on_delete=models.CASCADE,
        related_name="assignments",
        verbose_name=_("price list"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("price list of a customer")
        verbose_name_plural = _("price lists of customers")
        ordering = ["customer", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "price_list"], name="price_list_assigned_once"
            ),
            models.UniqueConstraint(
                fields=["customer", "position"], name="price_list_assignment_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.position}: {self.price_list}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The currency is the list's; the database compares it with the customer's."""
        self.currency = self.price_list.currency
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """What the foreign keys over currencies would refuse."""
        is_whole = bool(self.price_list_id and self.customer_id)
        if is_whole and self.price_list.currency != self.customer.currency:
            raise ValidationError(_("The list is not in the customer's currency."))
