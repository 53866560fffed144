"""Rungs of price lists. A file says all rungs of the variants it names, in each list it names:
those it leaves out end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from accounts.models import Organization
from catalog.importing.inserting import insert_prices
from catalog.importing.ladders import Rung, jump_problem, ladder_problem
from catalog.importing.mapping import CatalogMapping
from catalog.importing.reading import FileRow
from catalog.importing.run import Outcome
from catalog.models import Price, PriceList, Variant
from portal.kit.importing.rejections import Rejections

BATCH = 2_000


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
    today = Organization.current().today()
    for key in list(ladders):
        new = {rung: price for rung, (price, _) in ladders[key].items()}
        reason = ladder_problem(new)
        if not reason and not accept_jumps:
            old = {rung: row.unit_price for rung, row in present[key].items()}
            reason = jump_problem(new, old, today)
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
    touched: Counter[int] = Counter()
    for (prices, variant), ladder in ladders.items():
        there = present[prices, variant]
        left_out = [row.pk for rung, row in there.items() if rung not in ladder]
        ended += left_out
        touched[prices] += len(left_out)
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
            touched[prices] += 1
    for at in range(0, len(ended), BATCH):
        Price.objects.filter(pk__in=ended[at : at + BATCH]).delete()
    Price.objects.bulk_update(changed, ["unit_price"], batch_size=BATCH)
    insert_prices(new)
    outcome.created, outcome.updated = len(new), len(changed) + len(ended)
    if ended:
        outcome.notes.append(f"{len(ended):,} rungs that the file leaves out have ended.")
    outcome.notes += _reach(+touched)
    return outcome


def _reach(changed: Mapping[int, int]) -> list[str]:
    """Whom it concerns. `changed` is how many prices change, by list."""
    notes = []
    for one in PriceList.objects.filter(pk__in=changed).order_by("code"):
        count = one.assignments.count()
        prices = "1 price changes"
        if changed[one.pk] != 1:
            prices = f"{changed[one.pk]:,} prices change"
        customers = "1 customer" if count == 1 else f"{count:,} customers"
        whom = f"every customer in {one.currency}" if one.is_default else customers
        notes.append(f"{one.code}: {prices} for {whom}.")
        if not count and not one.is_default:
            notes.append(f"The list {one.code} is assigned to nobody.")
    return notes
