"""Invoices that a customer does not agree with."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.events import record
from accounts.models import Organization, User
from billing.models import Invoice, InvoiceDispute
from portal.kit.messages.mail import send_mail_to
from portal.kit.web.refusals import Refusal


def open_dispute_of(invoice: Invoice) -> InvoiceDispute | None:
    """The dispute about the invoice that is not settled, if there is one."""
    disputes = InvoiceDispute.objects.filter(invoice=invoice, settled_at__isnull=True)
    return disputes.select_related("raised_by").first()


@transaction.atomic
def raise_dispute(
    invoice: Invoice, *, reason: InvoiceDispute.Reason | str, comment: str, by: User
) -> InvoiceDispute:
    """Say that something is wrong with an issued invoice; the seller hears of it by mail.

    It stays owed. Raises Refusal while another dispute about it is open, or when nothing of it
    is open any more.
    """
    locked = Invoice.objects.select_for_update(no_key=True, of=("self",))
    invoice = locked.select_related("open_item", "customer").get(pk=invoice.pk)
    if open_dispute_of(invoice) is not None:
        raise Refusal(_("A problem with this invoice has already been reported."))
    if invoice.open <= 0:
        raise Refusal(_("Nothing is open on this invoice. Please write to us instead."))
    dispute: InvoiceDispute = InvoiceDispute.objects.create(
        customer=invoice.customer, invoice=invoice, reason=reason, comment=comment, raised_by=by
    )
    record("dispute.raised", customer=invoice.customer, subject=str(invoice))
    seller = Organization.current()
    if seller.email:
        context = {"organization": seller, "dispute": dispute}
        send_mail_to(seller.email, "mail/billing/dispute_raised", context)
    return dispute


@transaction.atomic
def settle_dispute(dispute: InvoiceDispute, *, outcome: str, by: User) -> InvoiceDispute:
    """End a dispute, with a sentence the customer may read. Settling twice is refused."""
    dispute = InvoiceDispute.objects.select_for_update(no_key=True, of=("self",)).get(pk=dispute.pk)
    if dispute.settled_at is not None:
        raise Refusal(_("This dispute has already been settled."))
    dispute.settled_at, dispute.settled_by, dispute.outcome = timezone.now(), by, outcome
    dispute.save(update_fields=["settled_at", "settled_by", "outcome"])
    record("dispute.settled", customer=dispute.customer, subject=str(dispute.invoice))
    return dispute
