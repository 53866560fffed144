"""Giving money or a claim away takes two people above the organization's limits.

Each function does it at once, or asks a second person and returns the request; the request is
carried out, once, when somebody else approves it (`accounts.approvals`).
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.approvals import Work, ask, register
from accounts.models import Approval, Organization, User
from accounts.models.approval_limits import is_above
from billing.documents.credit_notes import issue_credit_note
from billing.documents.invoices import void_invoice, write_off_invoice
from billing.documents.issuing.drafts import store_totals
from billing.ledger.refunded import refunded_of
from billing.models import CreditNote, Invoice, OpenItem, Payment, PaymentAttempt, Refund
from billing.payments.entry import record_refund
from billing.payments.online.mismatches import bookable_payment, take_as_deposit
from billing.payments.online.refunds import request_refund
from billing.payments.online.superseding import live_payments
from portal.kit.money.format import written
from portal.kit.web.refusals import Refusal

Kind = Approval.Kind


def refund_or_ask(
    item: OpenItem, *, amount: Decimal, refunded_on: date, by: User, note: str, key: str
) -> Approval | None:
    """Pay out what is unused of a payment or credit note, as `receipts.refund`.

    Refunds of one document count together, so that several small ones are one large one.
    """
    if not _takes_two(amount + refunded_of(item, but=f"refund:{key}"), item.currency):
        record_refund(item, amount=amount, refunded_on=refunded_on, by=by, note=note, key=key)
        return None
    if amount > item.open:
        raise Refusal(_("Only %s is still open.") % written(item.open, item.currency))
    new = {"on": refunded_on.isoformat(), "_key": key}
    return _ask(Kind.REFUND, item, str(item), by=by, amount=amount, new=new, reason=note)


def refund_online_or_ask(
    payment: Payment, *, amount: Decimal, by: User, reason: str, key: UUID
) -> Approval | None:
    """Send an online payment back, as `refunds.request_refund`; refunds of it count together."""
    if not _takes_two(amount + _asked_back(payment, but=key), payment.currency):
        request_refund(payment, amount=amount, by=by, reason=reason, key=key)
        return None
    item: Any = payment.open_item
    new = {"_online_key": str(key)}
    return _ask(Kind.REFUND, item, str(payment), by=by, amount=amount, new=new, reason=reason)


def send_back_or_ask(
    attempt: PaymentAttempt, *, by: User, reason: str, key: UUID
) -> Approval | None:
    """Record what the gateway has taken of an online payment that does not agree as a deposit, and
    refund all of it, as `refund_online_or_ask`. The customer reads `reason`.

    Raises GatewayDown when there was no answer, and Refusal where there is nothing to send back
    or somebody dealt with it before.
    """
    reported = bookable_payment(attempt)
    with transaction.atomic():
        payment = take_as_deposit(attempt, reported, by=by, note=reason)
        return refund_online_or_ask(payment, amount=payment.amount, by=by, reason=reason, key=key)


def write_off_or_ask(invoice: Invoice, *, on: date, by: User, note: str) -> Approval | None:
    """Give up what is open on an invoice, as `write_off_invoice`."""
    if not _takes_two(invoice.open, invoice.currency):
        write_off_invoice(invoice, written_off_on=on, by=by, note=note)
        return None
    new = {"on": on.isoformat()}
    return _ask(
        Kind.WRITE_OFF, invoice, str(invoice), by=by, amount=invoice.open, new=new, reason=note
    )


def void_or_ask(invoice: Invoice, *, voided_on: date, by: User, note: str) -> Approval | None:
    """Take an invoice back, as `void_invoice`."""
    if not _takes_two(invoice.total, invoice.currency):
        void_invoice(invoice, voided_on=voided_on, by=by, note=note)
        return None
    new = {"on": voided_on.isoformat()}
    return _ask(Kind.VOID, invoice, str(invoice), by=by, amount=invoice.total, new=new, reason=note)


def issue_credit_note_or_ask(
    note: CreditNote, *, issued_on: date | None = None, by: User
) -> CreditNote | Approval:
    """Issue a draft, as `issue_credit_note`: the issued document, or the request."""
    if note.is_draft:
        store_totals(note)
    if not note.is_draft or not _takes_two(note.total, note.currency):
        return issue_credit_note(note, issued_on=issued_on, by=by)
    day = issued_on or note.issued_on or Organization.current().today()
    new = {"on": day.isoformat(), "_content": _content_of(note)}
    reason = note.reason or _("Credit note")
    subject = _("draft %(id)s for %(customer)s") % {"id": note.pk, "customer": note.customer}
    return _ask(Kind.CREDIT_NOTE, note, subject, by=by, amount=note.total, new=new, reason=reason)


def register_work() -> None:
    """Called once, when the app is ready."""
    register(Kind.REFUND, Work("billing.change_payment", _refund))
    register(Kind.WRITE_OFF, Work("billing.change_invoice", _write_off))
    register(Kind.VOID, Work("billing.change_invoice", _void))
    register(Kind.CREDIT_NOTE, Work("billing.change_creditnote", _issue))


def _takes_two(amount: Decimal, currency: str) -> bool:
    return is_above(Organization.current().approval_above, amount, currency)


def _ask(
    kind: Kind, one: Any, subject: str, *, by: User, amount: Decimal, new: Any, reason: str
) -> Approval:
    return ask(
        kind,
        by=by,
        object_id=one.pk,
        subject=subject,
        customer=one.customer,
        amount=amount,
        currency=one.currency,
        new=new,
        reason=reason,
    )


def _asked_back(payment: Payment, *, but: UUID) -> Decimal:
    refunds = Refund.objects.filter(payment=payment).exclude(state=Refund.State.FAILED)
    refunds = refunds.exclude(pk=but)
    return refunds.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def _on(approval: Approval) -> date:
    return date.fromisoformat(approval.new["on"])


def _amount(approval: Approval) -> Decimal:
    assert approval.amount is not None  # noqa: S101 - tells the type checker
    return Decimal(approval.amount)


def _refund(approval: Approval) -> str:
    item = OpenItem.objects.get(pk=approval.object_id)
    amount, by = _amount(approval), approval.asked_by
    if online := approval.new.get("_online_key"):
        payment = Payment.objects.get(open_item=item)
        request_refund(payment, amount=amount, by=by, reason=approval.reason, key=UUID(online))
        return _("%s is being refunded.") % written(amount, item.currency)
    key = approval.new["_key"]
    record_refund(
        item, amount=amount, refunded_on=_on(approval), by=by, note=approval.reason, key=key
    )
    return _("%s was refunded.") % written(amount, item.currency)


def _write_off(approval: Approval) -> str:
    invoice = Invoice.objects.get(pk=approval.object_id)
    _check_unpaid(invoice)
    if invoice.open != approval.amount:
        raise Refusal(_("The open amount of the invoice has changed. Decline the request."))
    by = approval.asked_by
    write_off_invoice(invoice, written_off_on=_on(approval), by=by, note=approval.reason)
    return _("The open amount of %s has been written off.") % invoice


def _void(approval: Approval) -> str:
    invoice = Invoice.objects.get(pk=approval.object_id)
    _check_unpaid(invoice)
    void_invoice(invoice, voided_on=_on(approval), by=approval.asked_by, note=approval.reason)
    return _("%s has been voided.") % invoice


def _check_unpaid(invoice: Invoice) -> None:
    """What was open at the gateway was closed when it was asked for; something new may be."""
    if invoice.open_item_id and live_payments([invoice.open_item_id]):
        raise Refusal(
            _(
                "A payment for this invoice is in progress. Approve once it has finished, or "
                "decline."
            )
        )


def _issue(approval: Approval) -> str:
    note = CreditNote.objects.get(pk=approval.object_id)
    if note.is_draft and _content_of(note) != approval.new["_content"]:
        raise Refusal(_("The draft has changed since then. Decline the request."))
    issued = issue_credit_note(note, issued_on=_on(approval), by=approval.asked_by)
    return _("%s has been issued.") % issued


def _content_of(note: CreditNote) -> str:
    """A digest of what the draft would say once issued."""
    lines = note.lines.order_by("position", "pk").values_list(
        "sku", "description", "quantity", "unit_price", "tax_rate"
    )
    content = [note.customer_id, note.invoice_id, note.reason, note.note, *lines]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()
