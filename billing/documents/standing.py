"""Where a document stands, in a word. Nothing stores it: it follows from what is open and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.models import OpenItem, Payment
from billing.models.document import Document


@dataclass(frozen=True, slots=True)
class Standing:
    """A word for a badge, and its tone."""

    label: str
    tone: str


def days_overdue(item: OpenItem, today: date) -> int:
    """Whole days past the due date on the seller's `today`; 0 when nothing is overdue."""
    if item.open <= 0 or item.due_on is None:
        return 0
    return max((today - item.due_on).days, 0)


def invoice_standing(item: OpenItem, status: str, today: date) -> Standing:
    """An invoice's standing from its item and its document's `status`."""
    if status == Document.Status.VOID:
        return Standing(_("Void"), "neutral")
    if status == Document.Status.WRITTEN_OFF and item.open == 0:
        return Standing(_("Written off"), "neutral")
    if item.open == 0:
        return Standing(_("Paid"), "success")
    if days := days_overdue(item, today):
        return Standing(
            ngettext("Overdue %(n)s day", "Overdue %(n)s days", days) % {"n": days}, "danger"
        )
    if item.open < item.total:
        return Standing(_("Partly paid"), "warning")
    return Standing(_("Unpaid"), "info")


def retainer_standing(item: OpenItem, status: str) -> Standing:
    """A retainer is a request, not a debt: it is never overdue."""
    if status == Document.Status.VOID:
        return Standing(_("Void"), "neutral")
    if item.open == 0:
        return Standing(_("Paid"), "success")
    if item.open < item.total:
        return Standing(_("Partly paid"), "warning")
    return Standing(_("Unpaid"), "info")


def credit_standing(item: OpenItem, status: str) -> Standing:
    """How much of a credit note has been used or refunded."""
    if status == Document.Status.VOID:
        return Standing(_("Void"), "neutral")
    if item.open == 0:
        return Standing(_("Used"), "neutral")
    if item.open < item.total:
        return Standing(_("Partly used"), "warning")
    return Standing(_("Unused"), "success")


def payment_standing(
    item: OpenItem,
    status: str,
    *,
    refunded: Decimal = Decimal(0),
    taken_back: Decimal = Decimal(0),
) -> Standing:
    """Whether a payment counts, what of it went back, and whether some of it is a deposit."""
    if status == Payment.Status.VOID:
        return Standing(_("Void"), "neutral")
    if taken_back:
        whole = taken_back + refunded >= item.total
        return Standing(_("Taken back") if whole else _("Partly taken back"), "danger")
    if refunded:
        whole = refunded >= item.total
        return Standing(_("Refunded") if whole else _("Partly refunded"), "neutral")
    if item.open == item.total:
        return Standing(_("Deposit"), "info")
    if item.open:
        return Standing(_("Partly a deposit"), "info")
    return Standing(_("Received"), "success")
