from __future__ import annotations

from django.http import Http404, HttpResponse

from accounts.access import CustomerRequest, Verb, allows, customer_view
from catalog.models import Category, Presentation
from catalog.showing.linesheet import covers_for, linesheet_of, note_view
from catalog.views.shopping import number_of, shopper_of, summary_for
from catalog.visibility import assortments_of
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
    today = request.organization.today()
    seen = Presentation.objects.for_customer(request.customer, day=today)
    related = seen.select_related("cover", "rep", "price_list")
    presentation = related.filter(code=code).first() if "\x00" not in code else None
    if presentation is None:
        raise Http404
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
    }
    return page(request, "catalog/presentation_detail.jinja", context)
