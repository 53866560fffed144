"""What staff do with a presentation's sections and products, and when it is shown to customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Customer
from catalog.models import (
    Brand,
    Category,
    Presentation,
    PresentationCustomer,
    PresentationLine,
    PresentationView,
    Product,
    Section,
)
from catalog.publishing import shortcomings
from portal.kit.web.refusals import Refusal

# So many products a rule adds at once, and so many customers are named.
MOST, NAMED = 500, 50


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line belongs: a section of the same presentation, and how far down."""

    section: int
    position: int


@transaction.atomic
def arrange(presentation: Presentation, places: Mapping[int, Place]) -> None:
    """Put these lines, by key, where they belong, and number every section anew from 1. A place in
    a section of another presentation is passed over."""
    sections = set(presentation.sections.values_list("pk", flat=True))
    lines = list(presentation.lines.select_for_update().order_by("position", "pk"))
    wanted = {}
    for at, line in enumerate(lines):
        place = places.get(line.pk, Place(line.section_id, line.position))
        section = place.section if place.section in sections else line.section_id
        wanted[line.pk] = (section, place.position, at)
    lines.sort(key=lambda line: wanted[line.pk])
    counts: dict[int, int] = {}
    for line in lines:
        section = wanted[line.pk][0]
        counts[section] = counts.get(section, 0) + 1
        line.section_id, line.position = section, counts[section]
    PresentationLine.objects.bulk_update(lines, ["section", "position"])


@transaction.atomic
def move(line: PresentationLine, *, by: int) -> None:
    """One up (-1) or down (1) within its section; at the end nothing happens."""
    lines = list(line.section.lines.select_for_update().order_by("position", "pk"))
    at = next(place for place, one in enumerate(lines) if one.pk == line.pk)
    to = min(max(at + by, 0), len(lines) - 1)
    lines.insert(to, lines.pop(at))
    for position, one in enumerate(lines, start=1):
        one.position = position
    PresentationLine.objects.bulk_update(lines, ["position"])


def add_section(presentation: Presentation, title: str) -> Section:
    """A new one at the end."""
    last = presentation.sections.order_by("-position").values_list("position", flat=True).first()
    return Section.objects.create(presentation=presentation, title=title, position=(last or 0) + 1)


def remove_section(section: Section) -> None:
    """Raises Refusal while products are in it."""
    if section.lines.exists():
        raise Refusal(_("Move or remove the products of this section first."))
    section.delete()


@transaction.atomic
def add_products(section: Section, products: Sequence[int]) -> int:
    """At the end of the section; those that are in the presentation already stay where they are.
    How many were added."""
    there = set(section.presentation.lines.values_list("product", flat=True))
    new = [one for one in dict.fromkeys(products) if one not in there]
    position = section.lines.count()
    PresentationLine.objects.bulk_create(
        PresentationLine(
            presentation=section.presentation,
            section=section,
            product_id=one,
            position=position + at,
        )
        for at, one in enumerate(new, start=1)
    )
    return len(new)


def by_rule(
    presentation: Presentation, *, category: Category | None, brand: Brand | None
) -> QuerySet[Product]:
    """Products that can be ordered, of the category (with those below it) and the brand, and that
    are not in the presentation: the most asked for first."""
    found = Product.objects.filter(status=Product.Status.ACTIVE)
    if category is not None:
        below = Category.objects.filter(path__startswith=f"{category.path}/")
        found = found.filter(category__in=[category.pk, *below.values_list("pk", flat=True)])
    if brand is not None:
        found = found.filter(brand=brand)
    there = presentation.lines.values("product")
    chosen: QuerySet[Product] = found.exclude(pk__in=there).order_by("-popularity", "pk")[:MOST]
    return chosen


def publish(presentation: Presentation, *, today: date) -> Presentation:
    """Show it to customers. Raises Refusal while nobody could order from it."""
    problems = [
        (not presentation.lines.exists(), _("It has no products.")),
        (
            presentation.orders_until is not None and presentation.orders_until < today,
            _("Its last day for orders is over."),
        ),
        (
            not presentation.is_for_all and not presentation.customers.exists(),
            _("It is for chosen customers, and none is chosen."),
        ),
    ]
    for is_wrong, sentence in problems:
        if is_wrong:
            raise Refusal(sentence)
    presentation.status = Presentation.Status.PUBLISHED
    presentation.published_at = timezone.now()
    presentation.save(update_fields=["status", "published_at"])
    return presentation


def close(presentation: Presentation) -> Presentation:
    """It leaves the shop; links to it stay good."""
    presentation.status = Presentation.Status.CLOSED
    presentation.save(update_fields=["status"])
    return presentation


def checklist(presentation: Presentation, *, today: date) -> list[str]:
    """What is missing, in sentences. Two statements."""
    return shortcomings(presentation, today=today)


@dataclass(frozen=True, slots=True)
class Openings:
    """Who has opened it, the latest first, and who has not; at most NAMED of each are named."""

    views: list[PresentationView]
    opened: int
    missing: list[Customer]
    not_opened: int


def openings(presentation: Presentation) -> Openings:
    """Four statements, however many customers."""
    views = presentation.views.select_related("customer", "user")
    customers = Customer.objects.exclude(pk__in=presentation.views.values("customer"))
    if not presentation.is_for_all:
        chosen = PresentationCustomer.objects.filter(presentation=presentation)
        customers = customers.filter(pk__in=chosen.values("customer"))
    return Openings(
        list(views[:NAMED]),
        views.count(),
        list(customers.order_by("name")[:NAMED]),
        customers.count(),
    )
