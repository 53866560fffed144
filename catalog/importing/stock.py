"""What a warehouse counted, and what is on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from django.db import connection

from catalog.importing.mapping import CatalogMapping
from catalog.importing.reading import FileRow
from catalog.importing.run import Outcome
from catalog.models import Arrival, Variant
from portal.kit.importing.rejections import Rejections

UPSERT = """
INSERT INTO catalog_stock (variant_id, on_hand, reserved, as_of, source)
SELECT v.id, v.on_hand, v.reserved, %s, %s
  FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS v(id, on_hand, reserved)
    ON CONFLICT (variant_id) DO UPDATE
   SET on_hand = excluded.on_hand, reserved = excluded.reserved, as_of = excluded.as_of,
       source = excluded.source
 WHERE catalog_stock.as_of <= excluded.as_of
RETURNING (xmax = 0)
"""
BATCH = 2_000


def stock_planner(
    *, as_of: datetime
) -> Callable[[Iterator[FileRow], CatalogMapping, Rejections], Callable[[], Outcome]]:
    """Take over a snapshot. What was counted later than `as_of` stays."""

    def plan(
        rows: Iterator[FileRow], mapping: CatalogMapping, rejections: Rejections
    ) -> Callable[[], Outcome]:
        variants = dict(Variant.objects.values_list("code", "pk"))
        counts: dict[int, tuple[Decimal, Decimal]] = {}
        for row in rows:
            variant, on_hand = variants.get(row.code), row.values.get("on_hand")
            reserved = row.values.get("reserved") or Decimal(0)
            reason = ""
            if variant is None:
                reason = f"no product has the SKU {row.values['sku']}"
            elif variant in counts:
                reason = "the SKU stands above already"
            elif on_hand is None:
                reason = "no quantity"
            elif reserved < 0:
                reason = "less than nothing is reserved"
            if reason or variant is None or on_hand is None:
                rejections.add(row.at, reason, row.values["sku"])
            else:
                counts[variant] = on_hand, reserved
        return lambda: _write_stock(counts, mapping, as_of)

    return plan


def _write_stock(
    counts: dict[int, tuple[Decimal, Decimal]], mapping: CatalogMapping, as_of: datetime
) -> Outcome:
    outcome = Outcome()
    if counts:
        keys = list(counts)
        columns = [list(column) for column in zip(*counts.values(), strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, [as_of, mapping.source, keys, *columns])
            written = [row[0] for row in cursor.fetchall()]
        outcome.created, outcome.updated = written.count(True), written.count(False)
        outcome.unchanged = len(counts) - len(written)
    if outcome.unchanged:
        outcome.notes.append(f"{outcome.unchanged:,} were counted later than this file.")
    return outcome


def plan_arrivals(
    rows: Iterator[FileRow], mapping: CatalogMapping, rejections: Rejections
) -> Callable[[], Outcome]:
    """An arrival is known by its SKU and reference: the file's word is the present one."""
    variants = dict(Variant.objects.values_list("code", "pk"))
    wanted: dict[tuple[int, str], FileRow] = {}
    for row in rows:
        values = row.values
        variant = variants.get(row.code)
        quantity, reference = values.get("quantity"), values.get("reference") or ""
        reason = ""
        if variant is None:
            reason = f"no product has the SKU {values['sku']}"
        elif values.get("arrives_on") is None:
            reason = "no day"
        elif quantity is None or quantity < 0:
            reason = "no quantity"
        elif not reference:
            reason = "no reference"
        elif (variant, reference) in wanted:
            reason = "this arrival stands above already"
        if reason or variant is None:
            rejections.add(row.at, reason, values["sku"])
        else:
            wanted[variant, reference] = row
    return lambda: _write_arrivals(wanted)


def _write_arrivals(wanted: dict[tuple[int, str], FileRow]) -> Outcome:
    outcome = Outcome()
    variants = {key[0] for key in wanted}
    there = {
        (one.variant_id, one.reference): one for one in Arrival.objects.filter(variant__in=variants)
    }
    new, changed, gone = [], [], []
    for key, row in wanted.items():
        values = row.values
        if not values["quantity"]:
            gone += [there[key].pk] if key in there else []
            continue
        one = there.get(key) or Arrival(variant_id=key[0], reference=key[1])
        before = one.pk and (one.arrives_on, one.quantity, one.confidence)
        one.arrives_on, one.quantity = values["arrives_on"], values["quantity"]
        one.confidence = values.get("confidence") or Arrival.Confidence.FIRM
        if not one.pk:
            new.append(one)
        elif before != (one.arrives_on, one.quantity, one.confidence):
            changed.append(one)
        else:
            outcome.unchanged += 1
    Arrival.objects.filter(pk__in=gone).delete()
    Arrival.objects.bulk_create(new, batch_size=BATCH)
    Arrival.objects.bulk_update(changed, ["arrives_on", "quantity", "confidence"], batch_size=BATCH)
    outcome.created, outcome.updated = len(new), len(changed) + len(gone)
    if gone:
        outcome.notes.append(f"{len(gone):,} arrivals of quantity 0 are gone.")
    return outcome
