"""An invoice by email with its PDF, as staff send it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django import app

from accounts.audit.events import record
from accounts.models import Customer, Organization
from billing.downloads.document_pdf import pdf_of
from billing.models import Invoice
from portal.kit.messages.mail import absolute, render_mail
from portal.kit.web.refusals import Refusal

TEMPLATE = "mail/billing/invoice"


def addresses_for(customer: Customer) -> list[str]:
    """Whom an invoice is proposed to go to: the primary contacts, or the company's address. One
    statement."""
    contacts = [one.email for one in customer.contacts.filter(is_primary=True) if one.email]
    return contacts or ([customer.email] if customer.email else [])


def ask_invoice(invoice: Invoice, *, to: Sequence[str]) -> None:
    """Have the issued invoice sent to these addresses, a mail each, and written into the history.
    Raises Refusal for a draft."""
    if invoice.is_draft:
        raise Refusal(translation.gettext("Issue the invoice first."))
    for address in to:
        if settings.MAIL_QUEUED:
            task = app.configure_task("billing.tasks.mail_invoice", priority=10)
            task.defer(invoice_id=invoice.pk, address=address)
        else:
            send_invoice(invoice.pk, address)
    record(
        "document.mailed",
        customer=invoice.customer,
        subject=str(invoice),
        details={"to": ", ".join(to)},
    )


def send_invoice(invoice_id: int, address: str) -> None:
    """Draw the PDF and hand the mail to the server. Raises what the mail backend raises."""
    invoice = Invoice.objects.select_related("customer", "open_item").get(pk=invoice_id)
    seller = Organization.current()
    language = invoice.customer.language or settings.LANGUAGE_CODE
    context = {
        "organization": seller,
        "customer": invoice.customer,
        "invoice": invoice,
        "url": absolute(reverse("billing:invoice-detail", args=[invoice.number])),
    }
    mail = render_mail(TEMPLATE, context, language=language)
    with translation.override(language):
        name = f"{translation.gettext('Invoice')}-{invoice.number}.pdf"
    message = mail.to(address)
    message.attach(name, pdf_of(invoice, seller=seller), "application/pdf")
    message.send()
