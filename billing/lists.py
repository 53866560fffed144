"""The customers' lists of documents: which rows a list shows for what is asked of it.

Pages and exports ask the same list, so that what is taken away is what is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.forms import InvoiceFilterForm, ListFilterForm
from billing.models import Invoice, JournalEntry, OpenItem, Payment, Posting, Retainer
from billing.querysets import OpenItemQuerySet
from portal.kit.listing import ListPage, in_order, list_page

Items = QuerySet[OpenItem]
# What a row needs of its item; each list adds what it needs of the document.
COLUMNS = (
    "customer_id",
    "currency",
    "kind",
    "number",
    "reference",
    "issued_on",
    "due_on",
    "total",
    "open",
)


@dataclass(frozen=True, slots=True)
class DocumentList:
    """One list. The first of `tabs` is shown when none is asked for; "all" shows every row.

    `document` is the item's relation to its document, of which rows need `columns`.
    """

    name: str
    label: str | Promise
    of: Callable[[OpenItemQuerySet[OpenItem]], Items]
    tabs: Mapping[str, str | Promise]
    in_tab: Callable[[Items, str, date], Items]
    sorts: Mapping[str, str]
    document: str
    columns: Sequence[str]
    due_first: Sequence[str] = ()
    filters: type[ListFilterForm] = ListFilterForm

    def asked(self, params: QueryDict, *, companies: Sequence[Customer], today: date) -> AskedList:
        """What `?status=`, the filters and `?sort=` ask for, of these companies."""
        status = params.get("status", "")
        status = status if status in self.tabs else next(iter(self.tabs))
        form = self.filters(params, companies)
        code = form.status_code
        items = self.in_tab(self.of(OpenItem.objects.for_customers(companies)), status, today)
        wanted = [f"{self.document}__{name}" for name in self.columns]
        narrowed = form.narrow(items.select_related(self.document).only(*COLUMNS, *wanted))
        return AskedList(self, params, form, code, status, narrowed)


@dataclass(frozen=True, slots=True)
class AskedList:
    """A list as it was asked for; `code` is 422 where the filters make no sense."""

    list: DocumentList
    params: QueryDict
    form: ListFilterForm
    code: int
    status: str
    items: Items

    @property
    def default_sort(self) -> str:
        return "due_on" if self.status in self.list.due_first else "-issued_on"

    def page(self) -> ListPage[OpenItem]:
        return list_page(self.items, self.params, sorts=self.list.sorts, default=self.default_sort)

    def all(self) -> Items:
        """Every row, in the page's order."""
        return in_order(self.items, self.params, sorts=self.list.sorts, default=self.default_sort)


def _invoices_in(items: Items, status: str, today: date) -> Items:
    match status:
        case "outstanding":
            return items.filter(open__gt=0)
        case "overdue":
            return items.filter(open__gt=0, due_on__lt=today)
        case "paid":
            return items.filter(open=0, invoice__status=Invoice.Status.ISSUED)
    return items


def _retainers_in(items: Items, status: str, today: date) -> Items:
    match status:
        case "open":
            return items.filter(open__gt=0)
        case "paid":
            return items.filter(open=0, retainer__status=Retainer.Status.ISSUED)
    return items


def _credits_in(items: Items, status: str, today: date) -> Items:
    return items.filter(open__gt=0) if status == "open" else items


def _deposits_in(items: Items, status: str, today: date) -> Items:
    if status == "open":
        return items.filter(open__gt=0)
    return items.filter(payment__status=Payment.Status.RECEIVED)


def _payments_in(items: Items, status: str, today: date) -> Items:
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


BY_DATE = {"number": "-number", "issued_on": "-issued_on"}
BY_AMOUNT = {"total": "-total", "open": "-open"}

INVOICES = DocumentList(
    name="invoices",
    label=_("Invoices"),
    of=lambda items: items.invoices(),
    tabs={
        "outstanding": _("Outstanding"),
        "overdue": _("Overdue"),
        "paid": _("Paid"),
        "all": _("All"),
    },
    in_tab=_invoices_in,
    sorts={**BY_DATE, "due_on": "due_on", **BY_AMOUNT},
    document="invoice",
    columns=("status",),
    due_first=("outstanding", "overdue"),
    filters=InvoiceFilterForm,
)
CREDITS = DocumentList(
    name="credits",
    label=_("Credits"),
    of=lambda items: items.credit_notes(),
    tabs={"open": _("Available"), "all": _("All")},
    in_tab=_credits_in,
    sorts={**BY_DATE, **BY_AMOUNT},
    document="creditnote",
    columns=("status",),
)
DEPOSITS = DocumentList(
    name="deposits",
    label=_("Deposits"),
    of=lambda items: items.payments(),
    tabs={"open": _("Available"), "all": _("All payments")},
    in_tab=_deposits_in,
    sorts={**BY_DATE, **BY_AMOUNT},
    document="payment",
    columns=("method",),
)
RETAINERS = DocumentList(
    name="retainers",
    label=_("Retainers"),
    of=lambda items: items.retainers(),
    tabs={"open": _("Unpaid"), "paid": _("Paid"), "all": _("All")},
    in_tab=_retainers_in,
    sorts={**BY_DATE, "due_on": "due_on", **BY_AMOUNT},
    document="retainer",
    columns=("status", "description"),
    due_first=("open",),
)
PAYMENTS = DocumentList(
    name="payments",
    label=_("Payments"),
    of=lambda items: items.payments(),
    tabs={
        "all": _("All"),
        "invoice": _("On invoices"),
        "deposit": _("Deposits"),
        "void": _("Void"),
    },
    in_tab=_payments_in,
    sorts={**BY_DATE, "total": "-total"},
    document="payment",
    columns=("status", "method"),
)
LISTS = {one.name: one for one in (INVOICES, CREDITS, DEPOSITS, RETAINERS, PAYMENTS)}
