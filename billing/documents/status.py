"""The status of a document, in words. Nothing stores it: it follows from what is open and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from billing.models import OpenItem, Payment
from billing.models.documents.document import Document

# What a badge of the staff's pages makes of a mark.
TONES: Mapping[str, str] = {"overdue": "danger", "due": "warning", "open": "info", "part": "info"}


@dataclass(frozen=True, slots=True)
class DocumentStatus:
    """A label, and the mark drawn before it: `overdue`, `due`, `open`, `part`, `done` or `none`.

    The shape of a mark tells the status without its colour; only `overdue` is red.
    """

    label: str
    mark: str

    @property
    def tone(self) -> str:
        """The tone of a badge with this label."""
        return TONES.get(self.mark, "neutral")


def days_overdue(item: OpenItem, today: date) -> int:
    """Whole days past the due date on the seller's `today`; 0 when nothing is overdue."""
    if item.open <= 0 or item.due_on is None:
        return 0
    return max((today - item.due_on).days, 0)


def invoice_status(item: OpenItem, status: str, today: date) -> DocumentStatus:
    """An invoice's status from its item and its document's `status`."""
    if status == Document.Status.VOID:
        return DocumentStatus(pgettext("status", "Void"), "none")
    if status == Document.Status.WRITTEN_OFF and item.open == 0:
        return DocumentStatus(_("Written off"), "none")
    if item.open == 0:
        return DocumentStatus(pgettext("status", "Paid"), "done")
    if days := days_overdue(item, today):
        label = ngettext("%(n)s day overdue", "%(n)s days overdue", days)
        return DocumentStatus(label % {"n": days}, "overdue")
    if item.due_on == today:
        return DocumentStatus(_("Due today"), "due")
    return _unpaid(item, status)


def retainer_status(item: OpenItem, status: str) -> DocumentStatus:
    """A retainer is a request, not a debt: it is never overdue."""
    if status == Document.Status.VOID:
        return DocumentStatus(pgettext("status", "Void"), "none")
    if item.open == 0:
        return DocumentStatus(pgettext("status", "Paid"), "done")
    return _unpaid(item)


def _unpaid(item: OpenItem, status: str = "") -> DocumentStatus:
    if status == Document.Status.WRITTEN_OFF:
        return DocumentStatus(_("Partly written off"), "part")
    if item.open < item.total:
        return DocumentStatus(_("Partly paid"), "part")
    return DocumentStatus(pgettext("status", "Unpaid"), "open")


def credit_status(item: OpenItem, status: str) -> DocumentStatus:
    """How much of a credit note has been used or refunded."""
    if status == Document.Status.VOID:
        return DocumentStatus(pgettext("status", "Void"), "none")
    if item.open == 0:
        return DocumentStatus(pgettext("status", "Used"), "done")
    if item.open < item.total:
        return DocumentStatus(_("Partly used"), "part")
    return DocumentStatus(pgettext("status", "Unused"), "open")


def payment_status(
    item: OpenItem,
    status: str,
    *,
    refunded: Decimal = Decimal(0),
    taken_back: Decimal = Decimal(0),
) -> DocumentStatus:
    """Whether a payment counts, what of it went back, and whether some of it is a deposit."""
    if status == Payment.Status.VOID:
        return DocumentStatus(pgettext("status", "Void"), "none")
    if taken_back or refunded:
        return _went_back(item, refunded=refunded, taken_back=taken_back)
    if item.open == item.total:
        return DocumentStatus(pgettext("status", "Deposit"), "open")
    if item.open:
        return DocumentStatus(_("Partly a deposit"), "part")
    return DocumentStatus(pgettext("status", "Received"), "done")


def _went_back(item: OpenItem, *, refunded: Decimal, taken_back: Decimal) -> DocumentStatus:
    is_whole = taken_back + refunded >= item.total
    if taken_back:
        return DocumentStatus(_("Taken back") if is_whole else _("Partly taken back"), "due")
    if is_whole:
        return DocumentStatus(pgettext("status", "Refunded"), "none")
    return DocumentStatus(_("Partly refunded"), "part")
