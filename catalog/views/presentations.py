from __future__ import annotations

from django.http import HttpResponse

from accounts.access import CustomerRequest, Verb, allows, customer_view
from accounts.company.logo import logo_of
from catalog.models import Category, Presentation
from catalog.showing.linesheet import covers_for, linesheet_of, note_view
from catalog.showing.linesheet_pdf import LAYOUTS, linesheet_pdf
from catalog.views.shopping import (
    find_presentation,
    number_of,
    shopper_of,
    summary_for,
    text_of,
)
from catalog.visibility import assortments_of
from portal.kit.web.downloads import pdf_response
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_SHOP)
def presentation_list(request: CustomerRequest) -> HttpResponse:
    """The shop's front: presentations, what closes first before the rest, and the categories."""
    today = request.organization.today()
    context: dict[str, object] = {
        "covers": covers_for(request.customer, assortments_of(request.customer), today=today),
        "categories": list(Category.objects.filter(depth=1).order_by("position", "name")),
    }
    return page(request, "catalog/presentation_list.jinja", context)


@customer_view(Verb.SEE_SHOP)
def presentation_detail(request: CustomerRequest, code: str) -> HttpResponse:
    """The linesheet: cover, terms, sections of cards."""
    presentation = find_presentation(request, code)
    shopper = shopper_of(request, presentation)
    sheet = linesheet_of(
        presentation, shopper, assortments_of(request.customer), page=number_of(request, "page")
    )
    if request.view_as is None and request.method == "GET":
        note_view(presentation, customer=request.customer, user=request.user)
    may_order = allows(request.membership, Verb.ORDER, request.customer)
    context: dict[str, object] = {
        "presentation": presentation,
        "sheet": sheet,
        "may_add": may_order and sheet.cover.is_open,
        "summary": summary_for(request, presentation),
        "may_share": allows(request.membership, Verb.SHARE, request.customer)
        and presentation.link_prices != Presentation.LinkPrices.NO_LINKS,
    }
    return page(request, "catalog/presentation_detail.jinja", context)


@customer_view(Verb.SEE_SHOP)
def presentation_pdf(request: CustomerRequest, code: str) -> HttpResponse:
    """The linesheet to hand out: `?prices=none` leaves prices and the company's name out,
    `?layout=list` has a row for each product. `?inline` is to be looked at."""
    presentation = find_presentation(request, code)
    layout = text_of(request, "layout")
    with_prices = text_of(request, "prices") != "none"
    content = linesheet_pdf(
        presentation,
        shopper_of(request, presentation),
        assortments_of(request.customer),
        seller=request.organization,
        layout=layout if layout in LAYOUTS else LAYOUTS[0],
        with_prices=with_prices,
        logo=logo_of(request.organization),
        prepared_for=request.customer if with_prices else None,
    )
    return pdf_response(content, presentation.name, inline="inline" in request.GET)
