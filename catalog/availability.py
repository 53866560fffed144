"""What can be had and when, in the words that the seller chose to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.models import Arrival, ShopSettings, Stock
from portal.kit.money.format import day_text, moment_text, quantity

Display = ShopSettings.StockDisplay


@dataclass(frozen=True, slots=True)
class Availability:
    """`mark` is the shape of the dot (`ui.state`): done, part, due, none. An empty `label` shows
    nothing: stock is hidden, or nobody counts it."""

    label: str
    mark: str
    as_of: str = ""
    is_available: bool = False


UNKNOWN = Availability("", "none")


@dataclass(frozen=True, slots=True)
class Count:
    """What there is of something, and what comes next."""

    available: Decimal | None
    as_of: datetime | None = None
    arrives_on: date | None = None
    is_firm: bool = True


def availability_of(
    variants: Sequence[int], *, today: date, shop: ShopSettings | None = None
) -> dict[int, Availability]:
    """By variant. Two statements, three where no settings are given."""
    shop = shop or ShopSettings.current()
    counts = counts_of(variants, today=today)
    return {variant: in_words(counts[variant], shop) for variant in variants}


def counts_of(variants: Sequence[int], *, today: date) -> dict[int, Count]:
    """By variant, also those that nobody counts. Two statements."""
    stock = {one.variant_id: one for one in Stock.objects.filter(variant__in=variants)}
    arrivals: dict[int, Arrival] = {}
    coming = Arrival.objects.filter(variant__in=variants, arrives_on__gte=today)
    for arrival in coming.order_by("arrives_on", "pk"):
        arrivals.setdefault(arrival.variant_id, arrival)
    found = {}
    for variant in variants:
        there, coming_next = stock.get(variant), arrivals.get(variant)
        found[variant] = Count(
            there.available if there else None,
            there.as_of if there else None,
            coming_next.arrives_on if coming_next else None,
            coming_next is None or coming_next.confidence == Arrival.Confidence.FIRM,
        )
    return found


def together(counts: Sequence[Count]) -> Count:
    """The stock of several variants as one: what there is of all, and what comes first."""
    known = [one.available for one in counts if one.available is not None]
    coming = [one for one in counts if one.arrives_on is not None]
    first = min(coming, key=lambda one: one.arrives_on or date.max, default=None)
    return Count(
        sum(known, Decimal(0)) if known else None,
        min((one.as_of for one in counts if one.as_of), default=None),
        first.arrives_on if first else None,
        first.is_firm if first else True,
    )


def in_words(count: Count, shop: ShopSettings) -> Availability:
    """As customers read it."""
    if shop.stock_display == Display.HIDDEN or count.available is None:
        return UNKNOWN
    as_of = _as_of(count, shop)
    if count.available > 0:
        is_low = count.available <= shop.low_stock
        return Availability(
            _amount(count.available, shop, is_low=is_low),
            "part" if is_low else "done",
            as_of,
            is_available=True,
        )
    if count.arrives_on is not None:
        day = day_text(count.arrives_on)
        sentence = _("Arrives %(day)s") if count.is_firm else _("Expected about %(day)s")
        return Availability(sentence % {"day": day}, "due", as_of)
    return Availability(_("Out of stock"), "none", as_of)


def _amount(available: Decimal, shop: ShopSettings, *, is_low: bool) -> str:
    if shop.stock_display == Display.WORDS:
        return _("Low stock") if is_low else _("In stock")
    if is_low or shop.stock_display == Display.EXACT:
        return _("%(quantity)s in stock") % {"quantity": quantity(available)}
    return _("More than %(quantity)s in stock") % {"quantity": quantity(shop.low_stock)}


def _as_of(count: Count, shop: ShopSettings) -> str:
    """When it was counted, where that is longer ago than the seller calls fresh."""
    if count.as_of is None or timezone.now() - count.as_of < timedelta(hours=shop.stale_hours):
        return ""
    return pgettext("stock", "as of %(moment)s") % {"moment": moment_text(count.as_of)}
