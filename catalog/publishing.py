"""What is missing before a presentation is shown to customers."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from catalog.codes import code_of
from catalog.models import DeliveryWindow, Presentation, PresentationLine, Product, Section, Variant


def shortcomings(presentation: Presentation, *, today: date) -> list[str]:
    """Sentences, the most serious first; none where it is ready. Two statements."""
    lines = PresentationLine.objects.filter(presentation=presentation)
    counts = lines.aggregate(
        all=Count("pk", distinct=True),
        pictureless=Count("pk", filter=Q(product__pictures__picture__isnull=True), distinct=True),
        gone=Count("pk", filter=~Q(product__status=Product.Status.ACTIVE), distinct=True),
        unseen=Count("pk", filter=Q(product__shown_in=[]), distinct=True),
        priceless=Count("pk", filter=Q(product__variants__prices__isnull=True), distinct=True),
    )
    found = []
    if not counts["all"]:
        found.append(_("It has no products."))
    until = presentation.orders_until
    if until is not None and until < today:
        found.append(_("Its last day for orders is over."))
    if presentation.cover_id is None:
        found.append(_("It has no cover."))
    if not presentation.is_for_all and not presentation.customers.exists():
        found.append(_("It is for chosen customers, and none is chosen."))
    sentences = {
        "gone": _("Products that cannot be ordered: %(count)s."),
        "unseen": _("Products in no assortment: %(count)s."),
        "pictureless": _("Products without a picture: %(count)s."),
        "priceless": _("Products with a variant without a price: %(count)s."),
    }
    for key, sentence in sentences.items():
        if counts[key]:
            found.append(sentence % {"count": counts[key]})
    return found


@transaction.atomic
def duplicate(old: Presentation) -> Presentation:
    """A draft for next season: the same sections, lines and delivery windows under a code of its
    own, without days for orders and without customers."""
    code, number = f"{old.code[:50]}-copy", 1
    while Presentation.objects.filter(code=code).exists():
        number += 1
        code = f"{old.code[:50]}-copy-{number}"
    copy = Presentation.objects.get(pk=old.pk)
    copy.pk, copy.code, copy.status = None, code, Presentation.Status.DRAFT
    copy.published_at = copy.opens_on = copy.orders_until = None
    copy.cover_incoming = copy.cover_problem = ""
    copy.save()
    for section in old.sections.all():
        lines = list(section.lines.all())
        section.pk, section.presentation = None, copy
        section.save()
        for line in lines:
            line.pk, line.section, line.presentation = None, section, copy
        PresentationLine.objects.bulk_create(lines)
    windows = list(old.windows.all())
    for window in windows:
        window.pk, window.presentation = None, copy
    DeliveryWindow.objects.bulk_create(windows)
    return copy


def add_by_sku(section: Section, skus: list[str]) -> tuple[int, list[str]]:
    """Add the products of these SKUs at the end of a section. How many were added, and the SKUs
    that no product has. What is in the presentation already stays where it is."""
    codes = {code_of(sku): sku for sku in skus if code_of(sku)}
    found = dict(Variant.objects.filter(code__in=codes).values_list("code", "product"))
    there = set(section.presentation.lines.values_list("product", flat=True))
    position = section.lines.count()
    new: dict[int, PresentationLine] = {}
    for code in codes:
        product = found.get(code)
        if product is not None and product not in there and product not in new:
            position += 1
            new[product] = PresentationLine(
                presentation=section.presentation,
                section=section,
                product_id=product,
                position=position,
            )
    PresentationLine.objects.bulk_create(new.values())
    return len(new), [sku for code, sku in codes.items() if code not in found]
