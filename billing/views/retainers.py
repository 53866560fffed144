from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import CustomerRequest, Verb, customer_view
from billing.documents.applied import payments_on
from billing.documents.standing import Standing, retainer_standing
from billing.forms import ListFilterForm
from billing.models import OpenItem, Retainer
from billing.views.lookup import (
    companies_seen,
    find_by_number,
    hand_out,
    item_of,
    may_pay_for,
    pages_of,
)
from portal.kit.listing import list_page, tabs
from portal.kit.rendering import page

TABS = {
    "open": gettext_lazy("Unpaid"),
    "paid": gettext_lazy("Paid"),
    "all": gettext_lazy("All"),
}
SORTS = {
    "number": "-number",
    "issued_on": "-issued_on",
    "due_on": "due_on",
    "total": "-total",
    "open": "-open",
}


@dataclass(frozen=True, slots=True)
class RetainerRow:
    item: OpenItem
    url: str
    is_void: bool
    standing: Standing


@customer_view(Verb.SEE_BILLING)
def retainer_list(request: CustomerRequest) -> HttpResponse:
    """Retainer invoices: those still asked for, those paid, or all."""
    form = ListFilterForm(request.GET, companies_seen(request))
    code = form.status_code
    status = request.GET.get("status", "")
    status = status if status in TABS else "open"
    items = _in_tab(OpenItem.objects.for_customers(companies_seen(request)).retainers(), status)
    listing = list_page(
        form.narrow(items.select_related("retainer")),
        request.GET,
        sorts=SORTS,
        default="due_on" if status == "open" else "-issued_on",
    )
    page_of = pages_of("billing:retainer-detail")
    context: dict[str, object] = {
        "form": form,
        "status": status,
        "tabs": tabs(request.GET, status, TABS),
        "listing": listing,
        "rows": [_row(item, page_of(item.number)) for item in listing.rows],
    }
    return page(
        request, "billing/retainer_list.html", context, partials=("retainer-table",), status=code
    )


def _row(item: OpenItem, url: str) -> RetainerRow:
    status = item.retainer.status
    return RetainerRow(item, url, status == Retainer.Status.VOID, retainer_standing(item, status))


def _in_tab(items: QuerySet[OpenItem], status: str) -> QuerySet[OpenItem]:
    match status:
        case "open":
            return items.filter(open__gt=0)
        case "paid":
            return items.filter(open=0, retainer__status=Retainer.Status.ISSUED)
    return items


def _retainer(request: CustomerRequest, number: str) -> Retainer:
    issued = Retainer.objects.for_customers(companies_seen(request)).issued()
    retainer: Retainer = find_by_number(issued.select_related("open_item", "customer"), number)
    return retainer


@customer_view(Verb.SEE_BILLING)
def retainer_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """The retainer invoice and the payments made on it."""
    retainer = _retainer(request, number)
    item = item_of(retainer)
    applied = payments_on(item)
    context: dict[str, object] = {
        "retainer": retainer,
        "standing": retainer_standing(item, retainer.status),
        "applied": applied,
        "paid": applied.total(),
        "may_pay": retainer.open > 0 and may_pay_for(request, retainer.customer),
    }
    return page(request, "billing/retainer_detail.html", context)


@customer_view(Verb.SEE_BILLING)
def retainer_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The retainer invoice as it was issued."""
    retainer = _retainer(request, number)
    return hand_out(request, retainer, f"{_('Retainer')}-{retainer.number}")
