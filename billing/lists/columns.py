"""The columns of the lists, each declared once for pages and files."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.lists.lines import DocumentLine
from portal.kit.lists.columns import Column, Kind, Leaves, Phone

DocumentColumn = Column[DocumentLine]


def _method(line: DocumentLine) -> str:
    return str(line.item.payment.get_method_display())


COMPANY = DocumentColumn("company", _("Company"), lambda line: line.company, phone=Phone.EXTRA)
NUMBER = DocumentColumn(
    "number",
    pgettext_lazy("document", "Number"),
    lambda line: line.item.number,
    kind=Kind.LINK,
    sort="number",
    phone=Phone.TITLE,
)
PO_NUMBER = DocumentColumn(
    "reference",
    _("PO number"),
    lambda line: line.item.reference,
    leaves=Leaves.SECOND,
    is_muted=True,
)
REFERENCE = DocumentColumn(
    "reference",
    _("Reference"),
    lambda line: line.item.reference,
    leaves=Leaves.SECOND,
    is_muted=True,
)
ISSUED = DocumentColumn(
    "issued_on",
    pgettext_lazy("document", "Issued"),
    lambda line: line.item.issued_on,
    kind=Kind.DAY,
    sort="issued_on",
    leaves=Leaves.SECOND,
    is_muted=True,
)
DATE = DocumentColumn(
    "issued_on",
    pgettext_lazy("document", "Date"),
    lambda line: line.item.issued_on,
    kind=Kind.DAY,
    sort="issued_on",
    phone=Phone.DETAIL,
)
DUE = DocumentColumn(
    "due_on",
    pgettext_lazy("document", "Due"),
    lambda line: line.item.due_on,
    kind=Kind.DAY,
    sort="due_on",
    phone=Phone.DETAIL,
    is_labelled=True,
)
STATUS = DocumentColumn(
    "status",
    pgettext_lazy("document", "Status"),
    lambda line: line.status,
    kind=Kind.STATUS,
    phone=Phone.STATUS,
)
METHOD = DocumentColumn("method", pgettext_lazy("payment", "Method"), _method, leaves=Leaves.SECOND)
TOTAL = DocumentColumn(
    "total",
    pgettext_lazy("document", "Total"),
    lambda line: line.total,
    kind=Kind.AMOUNT,
    sort="total",
    leaves=Leaves.FIRST,
    is_muted=True,
    is_summed=True,
)
CURRENCY = DocumentColumn(
    "currency", _("Currency"), lambda line: line.item.currency, is_shown=False
)


def _amount(label: Promise) -> DocumentColumn:
    """The whole of a payment or request, as the figure that counts."""
    return DocumentColumn(
        "total",
        label,
        lambda line: line.total,
        kind=Kind.AMOUNT,
        sort="total",
        phone=Phone.FIGURE,
        is_main=True,
        is_summed=True,
    )


def _open(label: Promise) -> DocumentColumn:
    """What is still open or unused, as the figure that counts."""
    return DocumentColumn(
        "open",
        label,
        lambda line: line.open,
        kind=Kind.AMOUNT,
        sort="open",
        phone=Phone.FIGURE,
        is_main=True,
        is_summed=True,
    )


def _used(label: Promise) -> DocumentColumn:
    return DocumentColumn(
        "settled",
        label,
        lambda line: line.settled,
        kind=Kind.AMOUNT,
        leaves=Leaves.FIRST,
        is_muted=True,
    )


INVOICES = (
    COMPANY,
    NUMBER,
    PO_NUMBER,
    ISSUED,
    DUE,
    STATUS,
    TOTAL,
    _open(_("Amount due")),
    CURRENCY,
)
CREDITS = (
    COMPANY,
    NUMBER,
    REFERENCE,
    DATE,
    STATUS,
    TOTAL,
    _used(pgettext_lazy("amount", "Used")),
    _open(pgettext_lazy("amount", "Unused")),
    CURRENCY,
)
DEPOSITS = (
    COMPANY,
    NUMBER,
    DATE,
    METHOD,
    REFERENCE,
    STATUS,
    TOTAL,
    _used(_("Used or refunded")),
    _open(pgettext_lazy("amount", "Unused")),
    CURRENCY,
)
RETAINERS = (
    COMPANY,
    NUMBER,
    DocumentColumn(
        "description",
        pgettext_lazy("document", "Description"),
        lambda line: line.item.retainer.description,
        leaves=Leaves.SECOND,
        is_muted=True,
    ),
    ISSUED,
    DUE,
    STATUS,
    TOTAL,
    _open(pgettext_lazy("amount", "Unpaid")),
    CURRENCY,
)
PAYMENTS = (
    COMPANY,
    NUMBER,
    DATE,
    METHOD,
    REFERENCE,
    STATUS,
    _used(pgettext_lazy("amount", "Used")),
    _amount(pgettext_lazy("payment", "Amount")),
    CURRENCY,
)
