from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse

from accounts.access import CustomerRequest, Verb, customer_view
from accounts.sign_in.rate_limits import limited
from billing.views.sharing.links import RATE, links_page
from catalog.models import Presentation
from catalog.views.shopping import find_presentation
from orders.presentation_links import PRESENTATION

NUMBER = 40


@customer_view(Verb.SHARE)
@limited("share", RATE)
def presentation_link_new(request: CustomerRequest, code: str) -> HttpResponse:
    """Make a link to this presentation. Its address is shown once, on the page that answers."""
    presentation = find_presentation(request, code)
    if presentation.link_prices == Presentation.LinkPrices.NO_LINKS:
        raise Http404
    return links_page(
        request,
        kind=PRESENTATION,
        number=presentation.code[:NUMBER],
        parameters={"presentation": presentation.code},
        title=presentation.name,
        back_url=reverse("catalog:presentation-detail", args=[presentation.code]),
    )
