"""Taking an import back, as a whole: what was made goes, what was changed or ended is as before.

What somebody has changed since stays as it is now, and so does a product that is needed elsewhere,
such as in an order; both are counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import QuerySet
from django.db.models.fields.generated import GeneratedField
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import sql

from catalog.models import (
    Arrival,
    AssortmentLine,
    ImportBatch,
    ImportChange,
    Price,
    Product,
    Stock,
    Variant,
)
from catalog.searching.index import refresh
from portal.kit.importing.command import take_lock
from portal.kit.jobs.retention import Rule
from portal.kit.web.refusals import Refusal

# What search reads and triggers keep follows by itself.
KEPT_BY_OTHERS = frozenset({"words", "fragments", "shown_in"})
# Prices before the variants they are of, variants before their products.
ORDER: tuple[type[models.Model], ...] = (Price, Stock, Arrival, AssortmentLine, Variant, Product)
DELETE = """
DELETE FROM {table} t USING catalog_importchange c
 WHERE c.batch_id = %(batch)s AND c."table" = %(name)s AND c.before IS NULL
   AND t.{key} = (c.after ->> %(key)s)::bigint AND catalog_noted(to_jsonb(t)) = c.after
"""
RESTORE = """
UPDATE {table} t
   SET ({columns}) = (SELECT {columns} FROM jsonb_populate_record(NULL::{table}, c.before))
  FROM catalog_importchange c
 WHERE c.batch_id = %(batch)s AND c."table" = %(name)s AND c.before IS NOT NULL
   AND t.{key} = (c.after ->> %(key)s)::bigint AND catalog_noted(to_jsonb(t)) = c.after
"""
PUT_BACK = """
INSERT INTO {table} ({key}, {columns})
SELECT {key}, {columns}
  FROM (SELECT before FROM catalog_importchange
         WHERE batch_id = %(batch)s AND "table" = %(name)s AND after IS NULL) c,
       jsonb_populate_record(NULL::{table}, c.before)
    ON CONFLICT DO NOTHING
"""
MADE = """
SELECT (after ->> 'id')::bigint FROM catalog_importchange
 WHERE batch_id = %s AND "table" = %s AND before IS NULL
"""


@dataclass(frozen=True, slots=True)
class Undone:
    """How many rows are as before, and how many stay because of what has happened since."""

    restored: int
    kept: int


def undo_import(batch: ImportBatch) -> Undone:
    """Raises Refusal for one that has been undone; ImportRunning while an import is at work."""
    with transaction.atomic():
        take_lock()
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.undone_at is not None:
            raise Refusal(_("This import has been undone already."))
        asked = batch.changes.count()
        if not asked:
            raise Refusal(_("What this import did is not kept any more."))
        restored = sum(_undo_rows(model, batch) for model in ORDER)
        batch.undone_at = timezone.now()
        batch.save(update_fields=["undone_at"])
        changed = batch.changes.filter(table="catalog_product", before__isnull=False)
        refresh(list(changed.values_list("after__id", flat=True)))
    return Undone(restored, asked - restored)


def _undo_rows(model: type[models.Model], batch: ImportBatch) -> int:
    """How many rows of this table are as before."""
    if model in {Variant, Product}:
        gone = _delete_unneeded(model, batch)
    else:
        gone = _run(DELETE, model, batch)
    columns = [name for name in _columns(model) if name != _key(model)]
    if model is AssortmentLine:
        return gone
    return gone + _run(RESTORE, model, batch, columns) + _run(PUT_BACK, model, batch, columns)


def _delete_unneeded(model: type[models.Model], batch: ImportBatch) -> int:
    """At once or, where one of them is needed elsewhere, one by one."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            count = _run(DELETE, model, batch)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return count
    except IntegrityError:
        pass
    with connection.cursor() as cursor:
        cursor.execute(MADE, [batch.pk, _table(model)])
        keys = [row[0] for row in cursor.fetchall()]
    return sum(_delete_one(model, batch, key) for key in keys)


def _delete_one(model: type[models.Model], batch: ImportBatch, key: int) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            count = _run(DELETE + " AND t.id = %(only)s", model, batch, only=key)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return count
    except IntegrityError:
        return 0


def _run(
    statement: str, model: type[models.Model], batch: ImportBatch, columns: Any = (), **more: Any
) -> int:
    names = {
        "table": sql.Identifier(_table(model)),
        "key": sql.Identifier(_key(model)),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
    }
    values = {"batch": batch.pk, "name": _table(model), "key": _key(model), **more}
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(**names), values)
        return int(cursor.rowcount)


def _table(model: type[models.Model]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001 - Django's public name for it


def _key(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)  # noqa: SLF001


def _columns(model: type[models.Model]) -> list[str]:
    return [
        str(field.column)
        for field in model._meta.concrete_fields  # noqa: SLF001
        if not isinstance(field, GeneratedField) and field.column not in KEPT_BY_OTHERS
    ]


def _old(cutoff: datetime) -> QuerySet[ImportChange]:
    return ImportChange.objects.filter(batch__imported_at__lt=cutoff)


RULES = (Rule("rows of imports, to undo them", lambda: timedelta(days=90), _old),)
