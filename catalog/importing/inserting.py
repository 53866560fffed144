"""New products, variants and prices into their tables by COPY; constraints and triggers hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.fields.generated import GeneratedField
from django.utils import timezone

from catalog.codes import code_of
from catalog.models import Price, Product, Variant
from catalog.searching.index import searched_by
from portal.kit.db.copying import copy_rows, take_ids


def insert_products(new: Sequence[tuple[Product, Variant]]) -> None:
    """Each product with its variant, found by search at once. The rows have their ids then."""
    if not new:
        return
    now = timezone.now()
    ids = zip(new, take_ids(Product, len(new)), take_ids(Variant, len(new)), strict=True)
    for (product, variant), product_id, variant_id in ids:
        product.pk, variant.pk, product.created_at, product.shown_in = (
            product_id,
            variant_id,
            now,
            [],
        )
        words = searched_by(
            product.name, str(product.brand or ""), [(variant.sku, code_of(variant.sku))]
        )
        product.words, product.fragments = words
        variant.product = product
    _copy(Product, (product for product, _ in new))
    _copy(Variant, (variant for _, variant in new))


def insert_prices(new: Sequence[Price]) -> None:
    if new:
        _copy(Price, new, without=("id",))


def show_in(assortment: int, products: Sequence[int]) -> None:
    """The products join the assortment. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_assortmentline (assortment_id, product_id)"
            " SELECT %s, unnest(%s::bigint[])",
            [assortment, list(products)],
        )


def _copy(model: type[models.Model], rows: Iterable[Any], *, without: Sequence[str] = ()) -> None:
    fields = [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001 - Django's public name for it
        if not isinstance(field, GeneratedField) and field.name not in without
    ]
    names = [field.attname for field in fields]
    copy_rows(
        model._meta.db_table,  # noqa: SLF001
        [str(field.column) for field in fields],
        ([getattr(row, name) for name in names] for row in rows),
    )
