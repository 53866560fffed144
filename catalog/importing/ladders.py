"""What a price file may not do: rungs the database refuses, and moves that look like a slip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

# A price that moves by more than this share of the present one may be a slip.
MAX_JUMP = Decimal("0.4")
# From so much on, on the days from and until; None is open.
Rung = tuple[Decimal, date | None, date | None]


def ladder_problem(ladder: Mapping[Rung, Decimal]) -> str:
    """What the database would refuse: rungs that overlap in time, or fall out of order."""
    rungs = sorted(ladder.items(), key=lambda item: item[0][0])
    for place, (low, price) in enumerate(rungs):
        for high, other in rungs[place + 1 :]:
            if not _overlap(low, high):
                continue
            if low[0] == high[0]:
                return f"two prices from {_plain(low[0])} are valid on the same days"
            if other > price:
                rungs_named = (
                    f"from {_plain(high[0])} it costs more each than from {_plain(low[0])}"
                )
                return f"{rungs_named}: {_plain(other)} and {_plain(price)}"
    return ""


def jump_problem(new: Mapping[Rung, Decimal], old: Mapping[Rung, Decimal], today: date) -> str:
    """How far a price moves, where it moves further than it may without --accept-jumps."""
    found = jump(new, old, today=today)
    if found is None:
        return ""
    before, after = found
    shown = f"{_plain(before)} → {_plain(after)}"
    return f"the price moves by more than 40 per cent, see --accept-jumps: {shown}"


def _plain(number: Decimal) -> str:
    """Without trailing zeros or an exponent."""
    return f"{number.normalize():f}"


def _overlap(a: Rung, b: Rung) -> bool:
    first, last = date.min, date.max
    return (a[1] or first) <= (b[2] or last) and (b[1] or first) <= (a[2] or last)


def jump(
    new: Mapping[Rung, Decimal], old: Mapping[Rung, Decimal], *, today: date
) -> tuple[Decimal, Decimal] | None:
    """The first pair of unit prices, before and after, that are further apart than MAX_JUMP; None
    where nothing jumps.

    Compares what one pays, not rungs of the same key: at every quantity where either ladder has a
    rung, today and on each later day on which the new one changes. So a slip is found under a new
    first day or another quantity as well.
    """
    days = {today, *(first for _quantity, first, _last in new if first and first > today)}
    for day in sorted(days):
        for quantity in sorted({rung[0] for rung in (*new, *old)}):
            after = _price(new, quantity, day)
            before = _price(old, quantity, day) or _price_before(old, quantity, day)
            if before and after and abs(after - before) > before * MAX_JUMP:
                return before, after
    return None


def _price(ladder: Mapping[Rung, Decimal], quantity: Decimal, day: date) -> Decimal | None:
    """The unit price of the highest rung that the quantity reaches on that day. Below every rung
    it is the lowest one, which is what a buyer compares with."""
    valid = [rung for rung in ladder if _is_valid(rung, day)]
    return ladder[_reached(valid, quantity)] if valid else None


def _price_before(ladder: Mapping[Rung, Decimal], quantity: Decimal, day: date) -> Decimal | None:
    """The price that ended last before the day, or else the next one to come."""
    ended = [rung for rung in ladder if rung[2] and rung[2] < day]
    if ended:
        last = max(rung[2] or day for rung in ended)
        return ladder[_reached([rung for rung in ended if rung[2] == last], quantity)]
    coming = [rung for rung in ladder if rung[1] and rung[1] > day]
    if coming:
        first = min(rung[1] or day for rung in coming)
        return ladder[_reached([rung for rung in coming if rung[1] == first], quantity)]
    return None


def _is_valid(rung: Rung, day: date) -> bool:
    return (rung[1] or day) <= day <= (rung[2] or day)


def _reached(rungs: Iterable[Rung], quantity: Decimal) -> Rung:
    by_quantity = sorted(rungs, key=lambda rung: rung[0])
    reached = [rung for rung in by_quantity if rung[0] <= quantity]
    return reached[-1] if reached else by_quantity[0]
