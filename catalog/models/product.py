from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.classification import Brand, Category, TaxCode
from catalog.querysets import ProductManager
from catalog.units import CHOICES, PIECE


class Product(models.Model):
    """Something that is shown and described. What is ordered is one of its variants."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        DISCONTINUED = "discontinued", _("Discontinued")
        HIDDEN = "hidden", _("Hidden")

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("name in addresses"), max_length=120, unique=True)
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("brand")
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("category"),
    )
    description = models.TextField(_("description"), blank=True, max_length=5000)
    unit = models.CharField(_("unit"), max_length=3, choices=CHOICES, default=PIECE)
    decimals = models.PositiveSmallIntegerField(
        _("decimals of a quantity"), default=0, validators=[MaxValueValidator(3)]
    )
    tax_code = models.ForeignKey(
        TaxCode, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("tax code")
    )
    hs_code = models.CharField(
        _("HS code"),
        max_length=10,
        blank=True,
        validators=[RegexValidator("^([0-9]{6,10})$", _("Write 6 to 10 digits."))],
        help_text=_("Of the customs tariff, without dots."),
    )
    origin = models.CharField(
        _("country of origin"),
        max_length=2,
        blank=True,
        validators=[
            RegexValidator("^[A-Z]{2}$", _("Write the country's two letters, such as GB."))
        ],
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.ACTIVE
    )
    replaced_by = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    popularity = models.PositiveIntegerField(
        _("popularity"), default=0, help_text=_("What is asked for most comes first.")
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # Written by `catalog.searching.index`, for `catalog.searching.search`.
    words = SearchVectorField(null=True, editable=False)
    fragments = SearchVectorField(null=True, editable=False)
    # The assortments it is in. A trigger keeps it; what anybody else writes there is ignored.
    shown_in = ArrayField(models.BigIntegerField(), default=list, editable=False)

    objects = ProductManager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["name", "id"]
        indexes = [
            GinIndex(fields=["words", "shown_in"], name="product_words"),
            GinIndex(fields=["fragments", "shown_in"], name="product_fragments"),
            models.Index(fields=["-popularity", "id"], name="product_popularity"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decimals__range=(0, 3)), name="product_decimals_bounded"
            ),
            models.CheckConstraint(
                condition=Q(hs_code="") | Q(hs_code__regex="^[0-9]{6,10}$"),
                name="product_hs_code_form",
            ),
            models.CheckConstraint(
                condition=Q(origin="") | Q(origin__regex="^[A-Z]{2}$"), name="product_origin_form"
            ),
            models.CheckConstraint(
                condition=~Q(replaced_by=F("id")),
                name="product_not_replaced_by_itself",
                violation_error_message=_("A product cannot replace itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_orderable(self) -> bool:
        return self.status == self.Status.ACTIVE
