from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.product import Product
from catalog.models.variant import Variant


class Picture(models.Model):
    """A picture as it was drawn anew from what was handed in, known by the hash of its pixels'
    file. Its renditions lie beside each other (`catalog.pictures`)."""

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    # The average colour, shown while the picture loads.
    colour = models.CharField(max_length=7, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="picture_hash_form"
            ),
            models.CheckConstraint(
                condition=Q(width__range=(1, 10_000), height__range=(1, 10_000)),
                name="picture_size_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}, {self.width} × {self.height}"


class ProductPicture(models.Model):
    """A picture of a product, perhaps of some of its variants alone."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="pictures", verbose_name=_("product")
    )
    # None while its file waits for the worker.
    picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, related_name="uses", verbose_name=_("picture"), null=True
    )
    # The token of a file that waits (`catalog.uploads`), and why it could not be drawn.
    incoming = models.CharField(max_length=32, blank=True, editable=False)
    problem = models.CharField(_("problem"), max_length=200, blank=True, editable=False)
    alt = models.CharField(
        _("text for those who do not see it"),
        max_length=200,
        help_text=_("What it shows, in a few words."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    focal_x = models.PositiveSmallIntegerField(
        _("centre, from the left (per cent)"), default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        _("centre, from the top (per cent)"), default=50, validators=[MaxValueValidator(100)]
    )
    variants = models.ManyToManyField(
        Variant, blank=True, related_name="pictures", verbose_name=_("only of these variants")
    )

    class Meta:
        verbose_name = _("picture of a product")
        verbose_name_plural = _("pictures of products")
        ordering = ["product", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "picture"], name="product_picture_once"),
            models.CheckConstraint(condition=~Q(alt=""), name="product_picture_has_alt"),
            models.CheckConstraint(
                condition=Q(picture__isnull=False) | ~Q(incoming=""),
                name="product_picture_is_there_or_waits",
            ),
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 100), focal_y__range=(0, 100)),
                name="product_picture_focus_inside",
            ),
        ]

    def __str__(self) -> str:
        return self.alt
