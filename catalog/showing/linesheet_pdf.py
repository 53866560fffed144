"""A presentation on paper, to hand out: a cover with its terms and contents, then the products."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Customer, Organization
from catalog.models import Picture, Presentation, ProductPicture
from catalog.pictures import path_of
from catalog.showing.cards import Shopper
from catalog.showing.images import drawn
from catalog.showing.linesheet import Line, Linesheet, linesheet_of

# So many products are printed: beyond, a linesheet is no longer something to hand out.
MOST = 300
ACROSS = 3
LAYOUTS = ("grid", "list")


@dataclass(frozen=True, slots=True)
class Printed:
    """A product with the name of its picture among the files handed over; "" where it has none."""

    line: Line
    picture: str
    alt: str


@dataclass(frozen=True, slots=True)
class PrintedPart:
    """A section, in rows of ACROSS for the grid."""

    pk: int
    title: str
    note: str
    rows: list[tuple[Printed, ...]]


def linesheet_pdf(
    presentation: Presentation,
    shopper: Shopper,
    assortments: Sequence[int],
    *,
    seller: Organization,
    layout: str = "grid",
    with_prices: bool = True,
    logo: bytes = b"",
    prepared_for: Customer | None = None,
) -> bytes:
    """With the shopper's prices, or without any: then nothing in it is any customer's. The same
    presentation on the same day gives the same bytes. Eleven statements."""
    from portal.kit.pdf.rendering import render_pdf  # noqa: PLC0415 - slow to load

    sheet = linesheet_of(presentation, shopper, assortments, page=1, size=MOST)
    uses = _pictures_of(sheet)
    given = {f"p{use.product_id}": content for use in uses if (content := _file_of(use.picture))}
    cover = _file_of(presentation.cover)
    given |= {"cover": cover} if cover else {}
    given |= {"logo": logo} if logo else {}
    alts = {use.product_id: use.alt for use in uses}
    customer = shopper.customer
    language = (prepared_for.language if prepared_for else "") or settings.LANGUAGE_CODE
    with override(language):
        title = _("%(name)s linesheet") % {"name": presentation.name}
    return render_pdf(
        "catalog/pdf/linesheet.jinja",
        {
            "presentation": presentation,
            "sheet": sheet,
            "parts": _parts(sheet, given, alts),
            "seller": seller,
            "customer": prepared_for,
            "currency": customer.currency,
            "payment_days": customer.payment_terms_days if prepared_for else None,
            "with_prices": with_prices,
            "layout": layout,
            "has_cover": bool(cover),
            "has_logo": bool(logo),
            "day": shopper.today,
            "version": _version(presentation, shopper.today),
        },
        title=title,
        language=language,
        dated=shopper.today.isoformat(),
        given=given,
    )


def _version(presentation: Presentation, today: date) -> date:
    return presentation.published_at.date() if presentation.published_at else today


def _pictures_of(sheet: Linesheet) -> list[ProductPicture]:
    keys = [line.card.product.pk for part in sheet.parts for line in part.lines]
    uses = drawn().filter(product__in=keys).order_by("product_id", "position", "pk")
    return list(uses.distinct("product_id"))


def _file_of(picture: Picture | None) -> bytes:
    """The JPEG for mail and paper; nothing where the file has gone."""
    if picture is None:
        return b""
    try:
        return path_of(picture.sha256, "mail").read_bytes()
    except FileNotFoundError:
        return b""


def _parts(sheet: Linesheet, given: dict[str, bytes], alts: dict[int, str]) -> list[PrintedPart]:
    parts = []
    for part in sheet.parts:
        lines = []
        for line in part.lines:
            product = line.card.product
            name = f"p{product.pk}"
            lines.append(
                Printed(line, name if name in given else "", alts.get(product.pk, product.name))
            )
        rows = list(_batched(lines))
        parts.append(PrintedPart(part.section.pk, part.section.title, part.section.note, rows))
    return parts


def _batched(lines: Sequence[Printed]) -> list[tuple[Printed, ...]]:
    return [tuple(lines[at : at + ACROSS]) for at in range(0, len(lines), ACROSS)]
