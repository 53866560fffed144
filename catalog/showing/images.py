"""Pictures as templates draw them: addresses, sizes, words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Picture, ProductPicture
from catalog.pictures import address_of, srcset_of


@dataclass(frozen=True, slots=True)
class Image:
    """`src` is 640 px wide, `large` 1,280; `srcset` names all sizes."""

    src: str
    large: str
    srcset: str
    width: int
    height: int
    alt: str
    focus_x: int = 50
    focus_y: int = 50
    variants: tuple[int, ...] = ()


def image_of(picture: Picture, alt: str) -> Image:
    return Image(
        address_of(picture, 640),
        address_of(picture, 1280),
        srcset_of(picture),
        picture.width,
        picture.height,
        alt,
    )


def image_of_product(use: ProductPicture) -> Image:
    image = image_of(use.picture, use.alt)
    return Image(
        image.src, image.large, image.srcset, image.width, image.height, image.alt,
        use.focal_x, use.focal_y,
    )  # fmt: skip


def first_images(products: Sequence[int]) -> dict[int, Image]:
    """By product the picture that stands for it. One statement."""
    uses = (
        ProductPicture.objects.filter(product__in=products)
        .order_by("product_id", "position", "pk")
        .distinct("product_id")
        .select_related("picture")
    )
    return {use.product_id: image_of_product(use) for use in uses}
