"""Rungs of price lists. A file says all rungs of the variants it names, in each list it names:
those it leaves out end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Q

from catalog.importing.mapping import CatalogMapping
from catalog.importing.reading import FileRow
from catalog.importing.run import Outcome
from catalog.models import Price, PriceList, Variant
from portal.kit.importing.rejections import Rejections

BATCH = 2_000
# A price that moves further than this from the present one may be a slip.
MAX_JUMP = Decimal("0.4")
Rung = tuple[Decimal, date | None, date | None]


def planner(
    *, accept_jumps: bool
) -> Callable[[Iterator[FileRow], CatalogMapping, Rejections], Callable[[], Outcome]]:
    def plan(
        rows: Iterator[FileRow], mapping: CatalogMapping, rejections: Rejections
    ) -> Callable[[], Outcome]:
        return _plan(rows, mapping, rejections, accept_jumps=accept_jumps)

    return plan


def _plan(
    rows: Iterator[FileRow],
    mapping: CatalogMapping,
    rejections: Rejections,
    *,
    accept_jumps: bool,
) -> Callable[[], Outcome]:
    lists = {one.code: one for one in PriceList.objects.all()}
    variants = dict(Variant.objects.values_list("code", "pk"))
    ladders: dict[tuple[int, int], dict[Rung, tuple[Decimal, FileRow]]] = defaultdict(dict)
    for row in rows:
        values = row.values
        prices = lists.get(values.get("list") or mapping.list)
        variant = variants.get(row.code)
        rung = (
            values.get("from_quantity") or Decimal(1),
            values.get("valid_from"),
            values.get("valid_until"),
        )
        reason = _reason(row, prices, variant, rung, mapping)
        if not reason and prices and variant and rung in ladders[prices.pk, variant]:
            reason = "this rung stands above already"
        if reason or prices is None or variant is None:
            rejections.add(row.at, reason, row.values["sku"])
            continue
        ladders[prices.pk, variant][rung] = (values["price"], row)
    present = _present(ladders)
    for key in list(ladders):
        reason = _wrong(ladders[key]) or ("" if accept_jumps else _jump(ladders[key], present[key]))
        if reason:
            for _, row in ladders.pop(key).values():
                rejections.add(row.at, reason, row.values["sku"])
    return lambda: _write(ladders, present)


def _reason(
    row: FileRow,
    prices: PriceList | None,
    variant: int | None,
    rung: Rung,
    mapping: CatalogMapping,
) -> str:
    price = row.values.get("price")
    name = row.values.get("list") or mapping.list or "(none)"
    reasons = {
        f"no price list: {name}": prices is None,
        f"the list is in another currency than {mapping.currency}": prices is not None
        and mapping.currency not in {"", prices.currency},
        f"no product has the SKU {row.values['sku']}": variant is None,
        "a price is more than zero": price is None or price <= 0,
        "a quantity is more than zero": rung[0] <= 0,
        "the last day is before the first": bool(rung[1] and rung[2] and rung[1] > rung[2]),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _wrong(ladder: dict[Rung, tuple[Decimal, FileRow]]) -> str:
    """What the database would refuse: rungs that overlap in time, or fall out of order."""
    rungs = sorted(ladder.items(), key=lambda item: item[0][0])
    for place, (low, (price, _)) in enumerate(rungs):
        for high, (other, _) in rungs[place + 1 :]:
            if not _overlap(low, high):
                continue
            if low[0] == high[0]:
                return f"two prices from {low[0]} are valid on the same days"
            if other > price:
                return f"from {high[0]} it costs more each than from {low[0]}: {other} and {price}"
    return ""


def _overlap(a: Rung, b: Rung) -> bool:
    first, last = date.min, date.max
    return (a[1] or first) <= (b[2] or last) and (b[1] or first) <= (a[2] or last)


def _jump(ladder: dict[Rung, tuple[Decimal, FileRow]], present: dict[Rung, Price]) -> str:
    for rung, (price, _) in ladder.items():
        old = present.get(rung)
        if old is not None and abs(price - old.unit_price) > old.unit_price * MAX_JUMP:
            shown = f"{old.unit_price.normalize():f} → {price.normalize():f}"
            return f"the price moves by more than 40 per cent, see --accept-jumps: {shown}"
    return ""


def _present(
    ladders: dict[tuple[int, int], dict[Rung, tuple[Decimal, FileRow]]],
) -> dict[tuple[int, int], dict[Rung, Price]]:
    found: dict[tuple[int, int], dict[Rung, Price]] = defaultdict(dict)
    lists = {key[0] for key in ladders}
    keys = sorted({key[1] for key in ladders})
    for at in range(0, len(keys), BATCH):
        rows = Price.objects.filter(price_list__in=lists, variant__in=keys[at : at + BATCH])
        for row in rows:
            key = row.price_list_id, row.variant_id
            found[key][row.from_quantity, row.valid_from, row.valid_until] = row
    return found


def _write(
    ladders: dict[tuple[int, int], dict[Rung, tuple[Decimal, FileRow]]],
    present: dict[tuple[int, int], dict[Rung, Price]],
) -> Outcome:
    """What ends goes first, so that nothing overlaps on the way."""
    outcome = Outcome()
    new, changed, ended = [], [], []
    touched: set[int] = set()
    for (prices, variant), ladder in ladders.items():
        there = present[prices, variant]
        ended += [row.pk for rung, row in there.items() if rung not in ladder]
        for rung, (price, _) in ladder.items():
            row = there.get(rung)
            if row is None:
                new.append(
                    Price(
                        price_list_id=prices, variant_id=variant, from_quantity=rung[0],
                        valid_from=rung[1], valid_until=rung[2], unit_price=price,
                    )
                )  # fmt: skip
            elif row.unit_price != price:
                row.unit_price = price
                changed.append(row)
            else:
                outcome.unchanged += 1
                continue
            touched.add(prices)
    for at in range(0, len(ended), BATCH):
        Price.objects.filter(pk__in=ended[at : at + BATCH]).delete()
    Price.objects.bulk_update(changed, ["unit_price"], batch_size=BATCH)
    Price.objects.bulk_create(new, batch_size=BATCH)
    outcome.created, outcome.updated = len(new), len(changed) + len(ended)
    if ended:
        outcome.notes.append(f"{len(ended):,} rungs that the file leaves out have ended.")
    outcome.notes += _reach(touched)
    return outcome


def _reach(lists: set[int]) -> list[str]:
    """Whom it concerns."""
    chosen = PriceList.objects.filter(Q(pk__in=lists)).order_by("code")
    notes = []
    for one in chosen:
        count = one.assignments.count()
        whom = "every customer in " + one.currency if one.is_default else f"{count:,} customers"
        notes.append(f"Prices of the list {one.code} change for {whom}.")
        if not count and not one.is_default:
            notes.append(f"The list {one.code} is assigned to nobody.")
    return notes
