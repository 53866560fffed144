"""The receipt of a payment by email, as a PDF, to somebody who asks for it."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accounts.models import Organization, User
from billing.downloads.document_pdf import pdf_of
from billing.models import Payment
from portal.kit.messages.mail import absolute, render_mail

TEMPLATE = "mail/billing/receipt"


def ask_receipt(payment: Payment, person: User) -> None:
    """Have the receipt sent. A second press before it has gone changes nothing."""
    if not settings.MAIL_QUEUED:
        send_receipt(payment, person)
        return
    lock = f"receipt:{payment.pk}:{person.pk}"
    with suppress(AlreadyEnqueued):
        task = app.configure_task("billing.tasks.mail_receipt", queueing_lock=lock, priority=10)
        task.defer(payment_id=payment.pk, user_id=person.pk)


def send_receipt(payment: Payment, person: User) -> None:
    """Draw the PDF and hand the mail to the server. Raises what the mail backend raises."""
    seller = Organization.current()
    context = {
        "organization": seller,
        "customer": payment.customer,
        "payment": payment,
        "url": absolute(reverse("billing:payment-detail", args=[payment.number])),
    }
    language = payment.customer.language or settings.LANGUAGE_CODE
    mail = render_mail(TEMPLATE, context, language=language)
    with translation.override(language):
        name = f"{translation.gettext('Receipt')}-{payment.number}.pdf"
    message = mail.to(person.email)
    message.attach(name, pdf_of(payment, seller=seller), "application/pdf")
    message.send()
