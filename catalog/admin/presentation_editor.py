"""The page on which staff put a presentation together: search, rule and pasted SKUs beside the
sections. Every button saves what was typed on the page before it does its work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.company.logo import logo_of
from accounts.models import Customer, Organization
from catalog.arranging import (
    Place,
    add_products,
    add_section,
    arrange,
    by_rule,
    checklist,
    close,
    move,
    openings,
    publish,
    remove_section,
)
from catalog.models import Assortment, Brand, Category, Presentation, Product, Section, ShopSettings
from catalog.publishing import add_by_sku
from catalog.searching.search import Wanted, search
from catalog.showing.cards import Shopper
from catalog.showing.linesheet_pdf import linesheet_pdf
from catalog.visibility import assortments_of
from portal.kit.staff.admin import is_row_number
from portal.kit.web.downloads import pdf_response
from portal.kit.web.refusals import Refusal

FOUND = 12


def editor_context(request: HttpRequest, presentation: Presentation) -> dict[str, Any]:
    """What the page shows: sections with their lines, and what may be added."""
    today = Organization.current().today()
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    category, brand = _chosen(request, Category, "category"), _chosen(request, Brand, "brand")
    there = set(presentation.lines.values_list("product", flat=True))
    matching = (
        list(by_rule(presentation, category=category, brand=brand)) if category or brand else []
    )
    return {
        "title": presentation.name,
        "sections": presentation.sections.prefetch_related("lines__product"),
        "q": text,
        "found": _found(text),
        "there": there,
        "categories": Category.objects.order_by("path"),
        "brands": Brand.objects.order_by("name"),
        "category": category,
        "brand": brand,
        "matching": matching,
        "missing": checklist(presentation, today=today),
        "openings": openings(presentation),
        "is_draft": presentation.status == Presentation.Status.DRAFT,
        "is_published": presentation.status == Presentation.Status.PUBLISHED,
    }


def _found(text: str) -> list[Product]:
    if not text:
        return []
    everything = list(Assortment.objects.values_list("pk", flat=True))
    keys = search(Wanted(text), everything, limit=FOUND).products
    products = Product.objects.in_bulk(keys)
    return [products[key] for key in keys if key in products]


def _chosen(request: HttpRequest, model: type[Any], name: str) -> Any:
    key = request.GET.get(name, "") or request.POST.get(name, "")
    return model.objects.filter(pk=key).first() if is_row_number(key) else None


def edit(request: HttpRequest, presentation: Presentation) -> HttpResponse:
    """Do what was pressed, tell it, and come back to the page as it was."""
    arrange(presentation, _places(request, presentation))
    try:
        for name, act in ACTS.items():
            if name in request.POST:
                sentence = act(request, presentation, request.POST[name])
                if sentence:
                    messages.success(request, sentence)
                break
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return HttpResponseRedirect(request.get_full_path())


def preview(request: HttpRequest, presentation: Presentation) -> HttpResponse | None:
    """The linesheet as a customer would get it; None where the account number is nobody's."""
    account = request.GET.get("account", "").replace("\x00", "").strip()[:40]
    customer = Customer.objects.filter(account_number__iexact=account).first()
    if customer is None:
        return None
    seller = Organization.current()
    content = linesheet_pdf(
        presentation,
        Shopper(customer, seller.today(), ShopSettings.current(), presentation),
        assortments_of(customer),
        seller=seller,
        logo=logo_of(seller),
        prepared_for=customer,
    )
    return pdf_response(content, presentation.name, inline=True)


def _places(request: HttpRequest, presentation: Presentation) -> dict[int, Place]:
    """The numbers and sections that were typed; what is none is as before."""
    places = {}
    for line in presentation.lines.all():
        position = request.POST.get(f"position-{line.pk}", "")
        section = request.POST.get(f"section-{line.pk}", "")
        if is_row_number(position) and is_row_number(section):
            places[line.pk] = Place(int(section), int(position))
    return places


def _line(presentation: Presentation, key: str) -> Any:
    return get_object_or_404(presentation.lines, pk=key if is_row_number(key) else 0)


def _section(request: HttpRequest, presentation: Presentation) -> Section:
    """The chosen section; the last one, or a first one, where none is."""
    key = request.POST.get("into", "")
    chosen = presentation.sections.filter(pk=key).first() if is_row_number(key) else None
    last = presentation.sections.order_by("-position", "-pk").first()
    return chosen or last or add_section(presentation, presentation.name)


def _up(request: HttpRequest, presentation: Presentation, key: str) -> str:
    move(_line(presentation, key), by=-1)
    return ""


def _down(request: HttpRequest, presentation: Presentation, key: str) -> str:
    move(_line(presentation, key), by=1)
    return ""


def _remove(request: HttpRequest, presentation: Presentation, key: str) -> str:
    line = _line(presentation, key)
    line.delete()
    return _("%(name)s was removed.") % {"name": line.product}


def _save(request: HttpRequest, presentation: Presentation, key: str) -> str:
    return _("The order was saved.")


def _add(request: HttpRequest, presentation: Presentation, key: str) -> str:
    product = get_object_or_404(Product, pk=key if is_row_number(key) else 0)
    return _added(add_products(_section(request, presentation), [product.pk]))


def _rule(request: HttpRequest, presentation: Presentation, key: str) -> str:
    found = by_rule(
        presentation,
        category=_chosen(request, Category, "category"),
        brand=_chosen(request, Brand, "brand"),
    )
    return _added(add_products(_section(request, presentation), [one.pk for one in found]))


def _paste(request: HttpRequest, presentation: Presentation, key: str) -> str:
    skus = request.POST.get("skus", "").replace("\x00", "").split()
    added, unknown = add_by_sku(_section(request, presentation), skus)
    if unknown:
        text = _("No product has these SKUs: %(skus)s") % {"skus": ", ".join(unknown[:20])}
        messages.warning(request, text)
    return _added(added)


def _new_section(request: HttpRequest, presentation: Presentation, key: str) -> str:
    title = request.POST.get("title", "").replace("\x00", "").strip()[:80]
    if not title:
        raise Refusal(_("Give the section a title."))
    add_section(presentation, title)
    return ""


def _drop_section(request: HttpRequest, presentation: Presentation, key: str) -> str:
    remove_section(get_object_or_404(presentation.sections, pk=key if is_row_number(key) else 0))
    return ""


def _publish(request: HttpRequest, presentation: Presentation, key: str) -> str:
    publish(presentation, today=Organization.current().today())
    return _("Customers see it now.")


def _close(request: HttpRequest, presentation: Presentation, key: str) -> str:
    close(presentation)
    return _("It has left the shop.")


def _added(count: int) -> str:
    text = ngettext("%(count)s product was added.", "%(count)s products were added.", count)
    return text % {"count": count}


ACTS: dict[str, Callable[[HttpRequest, Presentation, str], str]] = {
    "up": _up,
    "down": _down,
    "remove": _remove,
    "add": _add,
    "rule": _rule,
    "paste": _paste,
    "new-section": _new_section,
    "drop-section": _drop_section,
    "publish": _publish,
    "close": _close,
    "save": _save,
}
