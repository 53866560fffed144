"""The five lists, and the tabs of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from billing.lists import columns
from billing.lists.filters import DocumentFilterForm, PaymentFilterForm, ReceivableFilterForm
from billing.lists.lines import (
    DocumentLine,
    Lines,
    credit_lines,
    deposit_lines,
    invoice_lines,
    payment_lines,
    retainer_lines,
)
from billing.models import Invoice, JournalEntry, OpenItem, Payment, Posting, Retainer
from billing.models.querysets import OpenItemQuerySet
from portal.kit.lists.definition import ListDefinition, ListTab
from portal.kit.money.fields import AmountField

Items = QuerySet[OpenItem]
DocumentTab = ListTab[OpenItem]


@dataclass(frozen=True, slots=True)
class DocumentList:
    """A list of documents of one kind: `list` says what the kit draws, the rest where its rows
    come from. `document` is the item's relation to its document, of which rows need `fields`."""

    list: ListDefinition[OpenItem, DocumentLine]
    of: Callable[[OpenItemQuerySet[OpenItem]], Items]
    document: str
    fields: Sequence[str]
    lines: Lines
    url_name: str
    detail_url_name: str
    filters: type[DocumentFilterForm] = DocumentFilterForm
    # The parameter that names selected documents: Pay takes invoices by "invoice".
    key_name: str = "number"

    @property
    def name(self) -> str:
        return self.list.name

    @property
    def label(self) -> str:
        return str(self.list.label)


def _all(items: Items, today: date) -> Items:
    return items


def _open(items: Items, today: date) -> Items:
    return items.filter(open__gt=0)


def _overdue(items: Items, today: date) -> Items:
    return items.filter(open__gt=0, due_on__lt=today)


def _paid_invoices(items: Items, today: date) -> Items:
    return items.filter(open=0, invoice__status=Invoice.Status.ISSUED)


def _paid_retainers(items: Items, today: date) -> Items:
    return items.filter(open=0, retainer__status=Retainer.Status.ISSUED)


def _received(items: Items, today: date) -> Items:
    return items.filter(payment__status=Payment.Status.RECEIVED)


def _used_for_invoices(items: Items, today: date) -> Items:
    live = Posting.objects.filter(
        debit_item=OuterRef("pk"),
        entry__kind=JournalEntry.Kind.ALLOCATION,
        entry__reversed_by__isnull=True,
    )
    # Not Exists: that reads every allocation there is before the first row comes out.
    return items.alias(live=Subquery(live.values("pk")[:1])).filter(live__isnull=False)


def _void_payments(items: Items, today: date) -> Items:
    return items.filter(open=0, payment__status=Payment.Status.VOID)


def _sums(document: str) -> Mapping[str, Any]:
    """Total and what is open; a void document counts for nothing."""
    void = When(**{f"{document}__status": "void"}, then=Value(Decimal(0)))
    return {
        "total": Case(void, default=F("total"), output_field=AmountField()),
        "open": F("open"),
    }


BY_DATE = {"number": "-number", "issued_on": "-issued_on"}
BY_AMOUNT = {"total": "-total", "open": "-open"}
ALL = pgettext_lazy("tab", "All")

INVOICES = DocumentList(
    ListDefinition(
        name="invoices",
        label=_("Invoices"),
        tabs={
            "outstanding": DocumentTab(
                pgettext_lazy("tab", "Outstanding"),
                _("Outstanding invoices"),
                _open,
                _("Nothing outstanding"),
                _("You're all settled."),
                "circle-check",
                sort="due_on",
            ),
            "overdue": DocumentTab(
                pgettext_lazy("tab", "Overdue"),
                _("Overdue invoices"),
                _overdue,
                _("Nothing overdue"),
                _("Every invoice is paid or not due yet."),
                "circle-check",
                sort="due_on",
            ),
            "paid": DocumentTab(
                pgettext_lazy("tab", "Paid"),
                _("Paid invoices"),
                _paid_invoices,
                _("No paid invoices yet"),
                _("An invoice moves here once it is settled."),
                "file-text",
            ),
            "all": DocumentTab(
                ALL,
                _("All invoices"),
                _all,
                _("No invoices yet"),
                _("Your invoices appear here as soon as they are issued."),
                "file-text",
            ),
        },
        columns=columns.INVOICES,
        sorts={**BY_DATE, "due_on": "due_on", **BY_AMOUNT},
        counted=lambda n, shown: (
            ngettext("%(count)s invoice", "%(count)s invoices", n) % {"count": shown}
        ),
        no_match=_("No invoice matches"),
        sort="-issued_on",
        sums=_sums("invoice"),
    ),
    of=lambda items: items.invoices(),
    document="invoice",
    fields=("status",),
    lines=invoice_lines,
    url_name="billing:invoice-list",
    detail_url_name="billing:invoice-detail",
    filters=ReceivableFilterForm,
    key_name="invoice",
)
CREDITS = DocumentList(
    ListDefinition(
        name="credits",
        label=_("Credits"),
        tabs={
            "open": DocumentTab(
                pgettext_lazy("tab", "Available"),
                _("Available credits"),
                _open,
                _("No credits available"),
                _("Credit notes with something left to use appear here."),
                "file-minus",
            ),
            "all": DocumentTab(
                ALL,
                _("All credits"),
                _all,
                _("No credit notes yet"),
                empty_icon="file-minus",
            ),
        },
        columns=columns.CREDITS,
        sorts={**BY_DATE, **BY_AMOUNT},
        counted=lambda n, shown: (
            ngettext("%(count)s credit", "%(count)s credits", n) % {"count": shown}
        ),
        no_match=_("No credit note matches"),
        sort="-issued_on",
        sums=_sums("creditnote"),
    ),
    of=lambda items: items.credit_notes(),
    document="creditnote",
    fields=("status",),
    lines=credit_lines,
    url_name="billing:credit-list",
    detail_url_name="billing:credit-detail",
)
DEPOSITS = DocumentList(
    ListDefinition(
        name="deposits",
        label=_("Deposits"),
        tabs={
            "open": DocumentTab(
                pgettext_lazy("tab", "Available"),
                _("Available deposits"),
                _open,
                _("No deposits available"),
                _("Everything you have paid has been used for invoices."),
                "landmark",
            ),
            "all": DocumentTab(
                _("All payments"),
                _("All payments"),
                _received,
                _("No payments yet"),
                empty_icon="landmark",
            ),
        },
        columns=columns.DEPOSITS,
        sorts={**BY_DATE, **BY_AMOUNT},
        counted=lambda n, shown: (
            ngettext("%(count)s payment", "%(count)s payments", n) % {"count": shown}
        ),
        no_match=_("No deposit matches"),
        sort="-issued_on",
        sums=_sums("payment"),
    ),
    of=lambda items: items.payments(),
    document="payment",
    fields=("status", "method"),
    lines=deposit_lines,
    url_name="billing:deposit-list",
    detail_url_name="billing:payment-detail",
    filters=PaymentFilterForm,
)
RETAINERS = DocumentList(
    ListDefinition(
        name="retainers",
        label=_("Retainers"),
        tabs={
            "open": DocumentTab(
                pgettext_lazy("tab", "Unpaid"),
                _("Unpaid retainers"),
                _open,
                _("No unpaid retainers"),
                _("Retainer invoices that are still to be paid appear here."),
                "hand-coins",
                sort="due_on",
            ),
            "paid": DocumentTab(
                pgettext_lazy("tab", "Paid"),
                _("Paid retainers"),
                _paid_retainers,
                _("No paid retainers yet"),
                empty_icon="hand-coins",
            ),
            "all": DocumentTab(
                ALL,
                _("All retainers"),
                _all,
                _("No retainers yet"),
                _("Payments that we ask for in advance appear here."),
                "hand-coins",
            ),
        },
        columns=columns.RETAINERS,
        sorts={**BY_DATE, "due_on": "due_on", **BY_AMOUNT},
        counted=lambda n, shown: (
            ngettext("%(count)s retainer", "%(count)s retainers", n) % {"count": shown}
        ),
        no_match=_("No retainer matches"),
        sort="-issued_on",
        sums=_sums("retainer"),
    ),
    of=lambda items: items.retainers(),
    document="retainer",
    fields=("status", "description"),
    lines=retainer_lines,
    url_name="billing:retainer-list",
    detail_url_name="billing:retainer-detail",
    filters=ReceivableFilterForm,
)
PAYMENTS = DocumentList(
    ListDefinition(
        name="payments",
        label=_("Payments"),
        tabs={
            "all": DocumentTab(
                ALL,
                _("All payments"),
                _all,
                _("No payments yet"),
                _("Every payment appears here with its receipt."),
                "receipt",
            ),
            "invoice": DocumentTab(
                _("On invoices"),
                _("Payments on invoices"),
                _used_for_invoices,
                _("No payments on invoices yet"),
                empty_icon="receipt",
            ),
            "deposit": DocumentTab(
                _("Deposits"),
                _("Payments with something left to use"),
                _open,
                _("No deposits available"),
                empty_icon="receipt",
            ),
            "void": DocumentTab(
                pgettext_lazy("tab", "Void"),
                _("Void payments"),
                _void_payments,
                _("No void payments"),
                empty_icon="receipt",
            ),
        },
        columns=columns.PAYMENTS,
        sorts={**BY_DATE, "total": "-total"},
        counted=lambda n, shown: (
            ngettext("%(count)s payment", "%(count)s payments", n) % {"count": shown}
        ),
        no_match=_("No payment matches"),
        sort="-issued_on",
        sums={"total": _sums("payment")["total"]},
    ),
    of=lambda items: items.payments(),
    document="payment",
    fields=("status", "method"),
    lines=payment_lines,
    url_name="billing:payment-list",
    detail_url_name="billing:payment-detail",
    filters=PaymentFilterForm,
)
LISTS = {one.name: one for one in (INVOICES, CREDITS, DEPOSITS, RETAINERS, PAYMENTS)}
