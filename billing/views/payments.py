from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import CustomerRequest, Verb, customer_view
from billing.documents.applied import applications_of, retainers_paid_by
from billing.documents.standing import Standing, payment_standing
from billing.forms import ListFilterForm
from billing.models import JournalEntry, OpenItem, Payment, Posting
from billing.payments.along import settled_along
from billing.payments.on_its_way import on_its_way
from billing.views.lookup import (
    LISTED,
    MOST_LINES,
    companies_seen,
    find_by_number,
    hand_out,
    pages_of,
)
from portal.kit.listing import list_page, tabs
from portal.kit.rendering import page

TABS = {
    "all": gettext_lazy("All"),
    "invoice": gettext_lazy("On invoices"),
    "deposit": gettext_lazy("Deposits"),
    "void": gettext_lazy("Void"),
}
SORTS = {"number": "-number", "issued_on": "-issued_on", "total": "-total"}

# What a row needs of its item and of its document.
SHOWN = (*LISTED, "payment__status", "payment__method")


@dataclass(frozen=True, slots=True)
class PaymentRow:
    item: OpenItem
    url: str
    is_void: bool
    standing: Standing


@customer_view(Verb.SEE_BILLING)
def payment_list(request: CustomerRequest) -> HttpResponse:
    """Every payment, void ones included, or those of one kind."""
    form = ListFilterForm(request.GET, companies_seen(request))
    code = form.status_code
    status = request.GET.get("status", "")
    status = status if status in TABS else "all"
    items = _in_tab(OpenItem.objects.for_customers(companies_seen(request)).payments(), status)
    listing = list_page(
        form.narrow(items.select_related("payment").only(*SHOWN)),
        request.GET,
        sorts=SORTS,
        default="-issued_on",
    )
    page_of = pages_of("billing:payment-detail")
    context: dict[str, object] = {
        "form": form,
        "status": status,
        "tabs": tabs(request.GET, status, TABS),
        "listing": listing,
        "moving": on_its_way(request.customer),
        "rows": [_row(item, page_of(item.number)) for item in listing.rows],
    }
    return page(
        request, "billing/payment_list.html", context, partials=("payment-table",), status=code
    )


def _row(item: OpenItem, url: str) -> PaymentRow:
    status = item.payment.status
    return PaymentRow(item, url, status == Payment.Status.VOID, payment_standing(item, status))


def _in_tab(items: QuerySet[OpenItem], status: str) -> QuerySet[OpenItem]:
    match status:
        case "invoice":
            live = Posting.objects.filter(
                debit_item=OuterRef("pk"),
                entry__kind=JournalEntry.Kind.ALLOCATION,
                entry__reversed_by__isnull=True,
            )
            # Not Exists: that reads every allocation there is before the first row comes out.
            return items.alias(live=Subquery(live.values("pk")[:1])).filter(live__isnull=False)
        case "deposit":
            return items.filter(open__gt=0)
        case "void":
            return items.filter(open=0, payment__status=Payment.Status.VOID)
    return items


def _payment(request: CustomerRequest, number: str) -> Payment:
    payments = Payment.objects.for_customers(companies_seen(request))
    payment: Payment = find_by_number(payments.select_related("open_item", "customer"), number)
    return payment


@customer_view(Verb.SEE_BILLING)
def payment_detail(request: CustomerRequest, number: str) -> HttpResponse:
    """The receipt: what the payment was used for, what was refunded and what is left."""
    payment = _payment(request, number)
    applied = applications_of(payment.open_item)
    shown = applied.live if request.GET.get("lines") == "all" else applied.live[:MOST_LINES]
    context: dict[str, object] = {
        "payment": payment,
        "standing": payment_standing(payment.open_item, payment.status),
        "applied": applied,
        "lines": shown,
        "retainers": retainers_paid_by(payment.open_item),
        "along": settled_along(payment),
    }
    return page(request, "billing/payment_detail.html", context)


@customer_view(Verb.SEE_BILLING)
def payment_pdf(request: CustomerRequest, number: str) -> HttpResponse:
    """The receipt, as things stand now."""
    payment = _payment(request, number)
    return hand_out(request, payment, f"{_('Receipt')}-{payment.number}")
