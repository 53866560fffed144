"""Pictures as templates draw them: addresses, sizes, words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from catalog.models import Picture, Product, ProductPicture, Variant
from catalog.pictures import address_of, srcset_of


@dataclass(frozen=True, slots=True)
class Image:
    """`src` is 640 px wide, `large` 1,280; `srcset` names all sizes. The focus stays in view where
    a picture is cut: per cent from the left and from the top. `variants` are those that the
    picture is of alone."""

    src: str
    large: str
    srcset: str
    width: int
    height: int
    alt: str
    focus_x: int = 50
    focus_y: int = 50
    variants: tuple[int, ...] = ()

    @property
    def focus_class(self) -> str:
        """The classes of `styles/components/focus.css`, in steps of ten; "" for the middle."""
        x, y = round(self.focus_x / 10) * 10, round(self.focus_y / 10) * 10
        return "" if (x, y) == (50, 50) else f"focus-x-{x} focus-y-{y}"


def image_of(picture: Picture, alt: str) -> Image:
    return Image(
        address_of(picture, 640),
        address_of(picture, 1280),
        srcset_of(picture),
        picture.width,
        picture.height,
        alt,
    )


def image_of_product(use: ProductPicture, variants: tuple[int, ...] = ()) -> Image:
    """The picture of a use that has been drawn."""
    if use.picture is None:
        raise ValueError("The picture is not there yet.")
    return replace(
        image_of(use.picture, use.alt),
        focus_x=use.focal_x,
        focus_y=use.focal_y,
        variants=variants,
    )


def images_of(product: Product, variant: Variant | None) -> list[Image]:
    """The pictures of a product. With a variant, those of it alone stand first, and those of
    other variants alone are left out. Two statements."""
    uses = drawn().filter(product=product).prefetch_related("variants")
    images = [
        image_of_product(use, tuple(one.pk for one in use.variants.all()))
        for use in uses.order_by("position", "pk")
    ]
    if variant is None:
        return images
    own = [image for image in images if variant.pk in image.variants]
    return [*own, *(image for image in images if not image.variants)]


def drawn() -> QuerySet[ProductPicture]:
    """Uses whose picture is there."""
    return ProductPicture.objects.filter(picture__isnull=False).select_related("picture")


def first_images(products: Sequence[int]) -> dict[int, Image]:
    """By product the picture that stands for it. One statement."""
    uses = (
        drawn()
        .filter(product__in=products)
        .order_by("product_id", "position", "pk")
        .distinct("product_id")
    )
    return {use.product_id: image_of_product(use) for use in uses}
