"""Who sees what: ranges of products, for everybody or for chosen customers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from catalog.models.product import Product


class Assortment(models.Model):
    """A range of products. A customer with assortments of its own sees those and nothing else;
    everybody else sees those that are open."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    is_open = models.BooleanField(
        _("open"),
        default=False,
        help_text=_("For every customer who has no assortment of their own."),
    )
    products = models.ManyToManyField(
        Product, through="AssortmentLine", related_name="assortments", verbose_name=_("products")
    )
    customers = models.ManyToManyField(
        Customer,
        through="AssortmentCustomer",
        related_name="assortments",
        verbose_name=_("customers"),
    )

    class Meta:
        verbose_name = _("assortment")
        verbose_name_plural = _("assortments")
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class AssortmentLine(models.Model):
    """A product of an assortment. A trigger keeps `Product.shown_in`."""

    assortment = models.ForeignKey(Assortment, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )

    class Meta:
        verbose_name = _("product of an assortment")
        verbose_name_plural = _("products of an assortment")
        constraints = [
            models.UniqueConstraint(
                fields=["assortment", "product"], name="assortment_product_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assortment}: {self.product}"


class AssortmentCustomer(models.Model):
    assortment = models.ForeignKey(Assortment, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )

    class Meta:
        verbose_name = _("customer of an assortment")
        verbose_name_plural = _("customers of an assortment")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "assortment"], name="assortment_customer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assortment}: {self.customer}"
