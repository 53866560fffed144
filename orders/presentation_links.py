"""A presentation by a shared link: what the company sees of it, without prices or at list prices as
staff choose, and never at the company's own."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.company.logo import logo_of
from accounts.models import Customer, Organization, SharedLink
from billing.sharing.kinds import File, Kind, Shown, register_kind
from catalog.models import Presentation, ShopSettings
from catalog.showing.cards import Shopper
from catalog.showing.linesheet import linesheet_of
from catalog.showing.linesheet_pdf import MOST, linesheet_pdf
from catalog.visibility import assortments_of

PRESENTATION = "presentation"


def register() -> None:
    """Called once, when the app is ready."""
    register_kind(PRESENTATION, Kind(gettext_lazy("Presentation"), _show, _pdf, _page))


def _presentation(link: SharedLink, seller: Organization) -> Presentation | None:
    seen = Presentation.objects.for_customer(link.customer, day=seller.today())
    shared = seen.exclude(link_prices=Presentation.LinkPrices.NO_LINKS)
    related = shared.select_related("cover", "rep")
    found: Presentation | None = related.filter(code=link.parameters.get("presentation")).first()
    return found


def _stranger(link: SharedLink, seller: Organization) -> Shopper:
    """Somebody of whom no more is known than the currency: pays the general list."""
    nobody = Customer(pk=0, currency=link.customer.currency)
    return Shopper(nobody, seller.today(), ShopSettings.current())


def _show(link: SharedLink, seller: Organization, most: int | None) -> Shown | None:
    presentation = _presentation(link, seller)
    if presentation is None:
        return None
    sheet = linesheet_of(
        presentation, _stranger(link, seller), assortments_of(link.customer), page=1, size=MOST
    )
    context: dict[str, object] = {
        "presentation": presentation,
        "sheet": sheet,
        "with_prices": presentation.link_prices == Presentation.LinkPrices.LIST,
    }
    return Shown(presentation.name, "orders/shared_presentation.jinja", context)


def _pdf(link: SharedLink, seller: Organization) -> File | None:
    presentation = _presentation(link, seller)
    if presentation is None:
        return None
    content = linesheet_pdf(
        presentation,
        _stranger(link, seller),
        assortments_of(link.customer),
        seller=seller,
        with_prices=presentation.link_prices == Presentation.LinkPrices.LIST,
        logo=logo_of(seller),
    )
    return File(content, presentation.name)


def _page(link: SharedLink) -> str:
    code = link.parameters.get("presentation", "")
    return reverse("orders:presentation-link-new", args=[code]) if code else ""
