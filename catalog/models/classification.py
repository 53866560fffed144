"""Where a product stands: its category, its brand, its tax."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Category(models.Model):
    """A place in the catalogue, at most four deep. `path` and `depth` are kept by a trigger."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("within"),
    )
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("name in addresses"), max_length=80)
    position = models.PositiveIntegerField(_("position"), default=0)
    path = models.CharField(max_length=330, unique=True, editable=False)
    depth = models.PositiveSmallIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(depth__range=(1, 4)),
                name="category_four_deep",
                violation_error_message=_("Categories are at most four deep."),
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")), name="category_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.path or self.name


class Brand(models.Model):
    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("name in addresses"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("brand")
        verbose_name_plural = _("brands")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TaxCode(models.Model):
    """How a product is taxed: the category code of EN 16931 (UNCL 5305) and the rate."""

    class TaxCategory(models.TextChoices):
        STANDARD = "S", _("Standard or reduced rate")
        ZERO = "Z", _("Zero rated")
        EXEMPT = "E", _("Exempt")
        OUTSIDE = "O", _("Outside the scope of tax")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    category = models.CharField(
        _("tax category"), max_length=2, choices=TaxCategory.choices, default=TaxCategory.STANDARD
    )
    rate = models.DecimalField(
        _("rate (per cent)"), max_digits=5, decimal_places=2, default=Decimal(0)
    )

    class Meta:
        verbose_name = _("tax code")
        verbose_name_plural = _("tax codes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__range=(0, 100)), name="tax_code_rate_bounded"),
            models.CheckConstraint(
                condition=Q(category="S", rate__gt=0) | (~Q(category="S") & Q(rate=0)),
                name="tax_code_rate_of_category",
                violation_error_message=_(
                    "The standard category has a rate above zero, the others have none."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.name}"
