"""What happened to a document, newest first: what a person asks when a figure surprises them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.documents.applications import Applications, Applied
from billing.documents.status import days_overdue
from billing.models import CreditNote, FirstView, Invoice, JournalEntry, OpenItem, Payment, Retainer
from portal.kit.money.format import written

PAGES = {
    OpenItem.Kind.INVOICE: "billing:invoice-detail",
    OpenItem.Kind.RETAINER: "billing:retainer-detail",
    OpenItem.Kind.PAYMENT: "billing:payment-detail",
    OpenItem.Kind.CREDIT_NOTE: "billing:credit-detail",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened on a day. `number` leads to another document at `url`;
    `is_open` marks what is still to do."""

    title: str
    on: date | None = None
    detail: str = ""
    number: str = ""
    url: str = ""
    is_open: bool = False


def invoice_events(
    invoice: Invoice,
    item: OpenItem,
    applied: Applications,
    *,
    today: date,
    first_view: FirstView | None,
    promised: Iterable[Event] = (),
) -> list[Event]:
    """Issued, seen, due, paid, credited, promised, and what is still to pay. Asks nothing."""
    found = [*promised]
    found += [_applied_to(one, invoice.currency) for one in applied.live]
    found.append(_issued(invoice))
    if first_view is not None:
        seen = _("Seen by %(person)s") % {"person": first_view.seen_by}
        found.append(Event(seen, timezone.localtime(first_view.seen_at).date()))
    if invoice.due_on and invoice.due_on <= today:
        found.append(Event(_("Due"), invoice.due_on))
    found = _newest_first(found)
    if invoice.status == Invoice.Status.VOID:
        return [Event(_("Voided")), *found]
    if item.open:
        found.insert(0, _still_to_pay(item, today))
    return found


def credit_events(credit_note: CreditNote, applied: Applications) -> list[Event]:
    """Issued, used, refunded. Asks nothing."""
    found = [_used(one, credit_note.currency) for one in applied.live]
    found = _newest_first([*found, _issued(credit_note)])
    if credit_note.status == CreditNote.Status.VOID:
        return [Event(_("Voided")), *found]
    return found


def payment_events(payment: Payment, applied: Applications) -> list[Event]:
    """Received, used, refunded. Asks nothing."""
    received = Event(_("Received"), payment.received_on, written(payment.amount, payment.currency))
    found = _newest_first([*(_used(one, payment.currency) for one in applied.live), received])
    if payment.status == Payment.Status.VOID:
        return [Event(_("Voided")), *found]
    return found


def retainer_events(retainer: Retainer, applied: Applications) -> list[Event]:
    """Issued and paid. Asks nothing."""
    found = [_applied_to(one, retainer.currency) for one in applied.live]
    found = _newest_first([*found, _issued(retainer)])
    if retainer.status == Retainer.Status.VOID:
        return [Event(_("Voided")), *found]
    return found


def _issued(document: Invoice | CreditNote | Retainer) -> Event:
    return Event(_("Issued"), document.issued_on, written(document.total, document.currency))


def _still_to_pay(item: OpenItem, today: date) -> Event:
    days = days_overdue(item, today)
    late = (
        ngettext("%(days)s day after the due date", "%(days)s days after the due date", days)
        % {"days": days}
        if days
        else ""
    )
    amount = written(item.open, item.currency)
    return Event(_("%(amount)s still to pay") % {"amount": amount}, detail=late, is_open=bool(days))


def _applied_to(one: Applied, currency: str) -> Event:
    amount = {"amount": written(one.amount, currency)}
    if one.other is None:
        return Event(_("%(amount)s written off") % amount, one.on)
    paid = one.other.kind == OpenItem.Kind.PAYMENT
    title = _("%(amount)s paid") if paid else _("%(amount)s credited")
    return _linked(title % amount, one)


def _used(one: Applied, currency: str) -> Event:
    amount = {"amount": written(one.amount, currency)}
    if one.kind == JournalEntry.Kind.DISPUTE:
        return Event(_("%(amount)s taken back by the bank") % amount, one.on)
    if one.kind == JournalEntry.Kind.REFUND or one.other is None:
        return Event(_("%(amount)s refunded") % amount, one.on)
    return _linked(_("%(amount)s used") % amount, one)


def _linked(title: str, one: Applied) -> Event:
    if one.other is None:
        return Event(title, one.on)
    page = PAGES[OpenItem.Kind(one.other.kind)]
    return Event(title, one.on, number=one.other.number, url=reverse(page, args=[one.other.number]))


def _newest_first(events: Iterable[Event]) -> list[Event]:
    """Of one day, in the order in which they are told: what came later stands first."""
    return sorted(events, key=lambda event: event.on or date.min, reverse=True)
