"""Presentations: those a customer has, and one of them as a linesheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Customer, User
from catalog.models import (
    DeliveryWindow,
    Presentation,
    PresentationLine,
    PresentationView,
    Product,
    Section,
)
from catalog.showing.cards import Card, Shopper, cards_of
from catalog.showing.images import Image, image_of
from portal.kit.money.format import day_text

PAGE = 60
CLOSES_SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Cover:
    """A presentation as it stands in a strip or among others."""

    presentation: Presentation
    image: Image | None
    product_count: int
    when: str
    is_open: bool
    closes_soon: bool


@dataclass(frozen=True, slots=True)
class Line:
    card: Card
    note: str
    badge: str
    badge_label: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section with those of its products that stand on this page."""

    section: Section
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Linesheet:
    cover: Cover
    parts: list[Part]
    sections: list[Section]
    windows: list[DeliveryWindow]
    page: int
    pages: int


def is_open(presentation: Presentation, today: date) -> bool:
    """Whether one may order from it: published, and its last day is not over."""
    until = presentation.orders_until
    return presentation.status == Presentation.Status.PUBLISHED and (
        until is None or until >= today
    )


def open_windows(presentation: Presentation, today: date) -> list[DeliveryWindow]:
    """Delivery windows that one may still order for. One statement."""
    later = Q(order_by__isnull=True) | Q(order_by__gte=today)
    return list(presentation.windows.filter(later, ships_until__gte=today))


def covers_for(
    customer: Customer, assortments: Sequence[int], *, today: date, most: int = 100
) -> list[Cover]:
    """What stands in the shop for this customer, what closes first before the rest; those that
    have closed come last. Only products that the customer sees are counted. One statement."""
    seen = Q(lines__product__shown_in__overlap=list(assortments)) & ~Q(
        lines__product__status=Product.Status.HIDDEN
    )
    shown = (
        Presentation.objects.for_customer(customer, day=today)
        .shown()
        .select_related("cover")
        .annotate(seen=Count("lines", filter=seen))
    )
    covers = [cover_of(one, one.seen, today=today) for one in shown[:most]]
    return sorted(covers, key=lambda cover: not cover.is_open)


def cover_of(presentation: Presentation, product_count: int, *, today: date) -> Cover:
    until, image = presentation.orders_until, None
    if presentation.cover is not None:
        image = image_of(presentation.cover, presentation.cover_alt)
    opened = is_open(presentation, today)
    soon = opened and until is not None and until - today <= CLOSES_SOON
    return Cover(
        presentation,
        image,
        product_count,
        _when(until, today, opened=opened, soon=soon),
        opened,
        soon,
    )


def _when(until: date | None, today: date, *, opened: bool, soon: bool) -> str:
    if not opened:
        return _("Closed for orders")
    if until is None:
        return _("Open until further notice")
    if not soon:
        return _("Order by %(day)s") % {"day": day_text(until)}
    days = (until - today).days
    if days == 0:
        return _("Closes today")
    return ngettext("Closes in %(days)s day", "Closes in %(days)s days", days) % {"days": days}


def linesheet_of(
    presentation: Presentation,
    shopper: Shopper,
    assortments: Sequence[int],
    *,
    page: int,
    size: int = PAGE,
) -> Linesheet:
    """One page of the presentation as this customer sees it: what they may not see is not there.
    Nine statements, however many products."""
    lines = (
        PresentationLine.objects.filter(presentation=presentation)
        .filter(product__in=Product.objects.seen_in(assortments))
        .order_by("section__position", "section_id", "position", "pk")
    )
    count = lines.count()
    pages = max(1, -(-count // size))
    page = min(max(page, 1), pages)
    chosen = list(lines.select_related("section")[(page - 1) * size : page * size])
    products = Product.objects.select_related("brand").in_bulk([one.product_id for one in chosen])
    cards = cards_of(list(products.values()), shopper)
    parts: dict[int, Part] = {}
    for line in chosen:
        if line.product_id in cards:
            part = parts.setdefault(line.section_id, Part(line.section, []))
            card = cards[line.product_id]
            part.lines.append(Line(card, line.note, line.badge, line.get_badge_display()))
    return Linesheet(
        cover=cover_of(presentation, count, today=shopper.today),
        parts=list(parts.values()),
        sections=list(presentation.sections.all()),
        windows=list(presentation.windows.all()),
        page=page,
        pages=pages,
    )


def note_view(presentation: Presentation, *, customer: Customer, user: User) -> None:
    """Remember that the company has opened it. Two statements, more the first time."""
    now = timezone.now()
    view, is_new = PresentationView.objects.get_or_create(
        presentation=presentation,
        customer=customer,
        defaults={"user": user, "first_at": now, "last_at": now},
    )
    if not is_new:
        PresentationView.objects.filter(pk=view.pk).update(last_at=now, times=F("times") + 1)
