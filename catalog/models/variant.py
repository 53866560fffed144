"""What can be ordered, and by what the variants of a product differ."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from stdnum import ean

from catalog.codes import MAX_SKU, SKU_FORM, validate_sku
from catalog.models.bounds import bounded_quantity, quantity_field
from catalog.models.product import Product
from catalog.querysets import VariantQuerySet


def validate_gtin(text: str) -> None:
    """Raises ValidationError for what no scanner reads: other lengths, a wrong check digit."""
    if not ean.is_valid(text):
        raise ValidationError(_("This is no GTIN: its check digit is wrong."), code="gtin")


class Axis(models.Model):
    """What variants of a product differ by, such as size. A product has at most three."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="axes", verbose_name=_("product")
    )
    place = models.PositiveSmallIntegerField(_("place"), choices=[(n, n) for n in (1, 2, 3)])
    name = models.CharField(_("name"), max_length=40)

    class Meta:
        verbose_name = _("axis")
        verbose_name_plural = _("axes")
        ordering = ["product", "place"]
        constraints = [
            models.UniqueConstraint(fields=["product", "place"], name="axis_place_once"),
            models.UniqueConstraint(
                fields=["id", "product", "place"], name="axis_id_product_place"
            ),
            models.CheckConstraint(condition=Q(place__range=(1, 3)), name="axis_at_most_three"),
        ]

    def __str__(self) -> str:
        return self.name


class AxisValue(models.Model):
    """One of the values of an axis. `product` and `place` are its axis' own: a foreign key over
    all three holds them together."""

    axis = models.ForeignKey(Axis, on_delete=models.CASCADE, related_name="values")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    value = models.CharField(_("value"), max_length=60)
    position = models.PositiveIntegerField(_("position"), default=0)
    swatch = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator("^#[0-9a-f]{6}$", _("Write a colour such as #1b7183."))],
        help_text=_("Where the value is a colour, the dot that shows it."),
    )

    class Meta:
        verbose_name = _("value of an axis")
        verbose_name_plural = _("values of an axis")
        ordering = ["axis", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["axis", "value"], name="axis_value_once"),
            models.UniqueConstraint(
                fields=["id", "product", "place"], name="axis_value_id_product_place"
            ),
            models.CheckConstraint(
                condition=Q(swatch="") | Q(swatch__regex="^#[0-9a-f]{6}$"),
                name="axis_value_swatch_form",
            ),
        ]

    def __str__(self) -> str:
        return self.value


class Variant(models.Model):
    """The only thing that can be ordered. A plain product has one, without values.

    Quantities are in the product's unit, always; the pack is how it is shown and counted.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        DISCONTINUED = "discontinued", _("Discontinued")

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="variants", verbose_name=_("product")
    )
    sku = models.CharField("SKU", max_length=MAX_SKU, validators=[validate_sku])
    code = models.GeneratedField(
        expression=Upper(
            Func(
                F("sku"),
                Value("[^A-Za-z0-9]"),
                Value(""),
                Value("g"),
                function="regexp_replace",
                output_field=models.CharField(max_length=MAX_SKU),
            )
        ),
        output_field=models.CharField(max_length=MAX_SKU),
        db_persist=True,
        verbose_name=_("code"),
    )
    gtin = models.CharField(
        "GTIN",
        max_length=14,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator("^[0-9]+$", _("Write digits alone.")), validate_gtin],
    )
    value1 = models.ForeignKey(
        AxisValue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    value2 = models.ForeignKey(
        AxisValue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    value3 = models.ForeignKey(
        AxisValue, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    weight_g = models.PositiveIntegerField(_("weight (g)"), null=True, blank=True)
    pack_size = quantity_field(_("pack of"), default=Decimal(1))
    min_quantity = quantity_field(_("minimum"), default=Decimal(1))
    multiple = quantity_field(_("multiple of"), default=Decimal(1))
    max_quantity = quantity_field(_("maximum"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.ACTIVE
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = VariantQuerySet.as_manager()

    class Meta:
        verbose_name = _("variant")
        verbose_name_plural = _("variants")
        ordering = ["product", "position", "id"]
        indexes = [
            models.Index(
                fields=["code"], name="variant_code_begins", opclasses=["text_pattern_ops"]
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="variant_code_once",
                violation_error_message=_("Another SKU has the same letters and digits."),
            ),
            models.UniqueConstraint(
                fields=["product", "value1", "value2", "value3"],
                nulls_distinct=False,
                name="variant_values_once",
                violation_error_message=_("The product has a variant with these values."),
            ),
            models.CheckConstraint(condition=Q(sku__regex=SKU_FORM), name="variant_sku_form"),
            *bounded_quantity("variant", "pack_size", "min_quantity", "multiple", "max_quantity"),
            models.CheckConstraint(
                condition=Q(
                    min_quantity=F("multiple")
                    * Func(F("min_quantity") / F("multiple"), function="trunc")
                ),
                name="variant_minimum_in_multiples",
                violation_error_message=_("The minimum is a multiple of the multiple."),
            ),
            models.CheckConstraint(
                condition=Q(max_quantity__isnull=True)
                | (
                    Q(max_quantity__gte=F("min_quantity"))
                    & Q(
                        max_quantity=F("multiple")
                        * Func(F("max_quantity") / F("multiple"), function="trunc")
                    )
                ),
                name="variant_maximum_reached_in_multiples",
                violation_error_message=_(
                    "The maximum is a multiple of the multiple and not below the minimum."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    def clean(self) -> None:
        """Each value is one of the product's own, on its own axis."""
        for place in (1, 2, 3):
            value: AxisValue | None = getattr(self, f"value{place}")
            if value and (value.product_id, value.place) != (self.product_id, place):
                raise ValidationError(_("Choose values of this product's own axes."))
