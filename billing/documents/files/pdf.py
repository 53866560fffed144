"""A document as a PDF: an invoice, credit note or retainer as it was issued, a payment's receipt.

The same document gives the same bytes while the letterhead is the same; what is handed out comes
from `billing.downloads.document_pdf`, which stores it. A receipt says what the payment was used
for, so it is another document once that changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.company.logo import logo_of
from accounts.models import Customer, Organization
from billing.documents.applications import applications_of, retainers_paid_by
from billing.documents.issuing.tax import tax_groups
from billing.models import CreditNote, Invoice, Payment, Retainer


def invoice_pdf(invoice: Invoice, *, seller: Organization) -> bytes:
    """An issued invoice, with how to pay it. Void ones are marked."""
    lines = list(invoice.lines.all())
    return letter_pdf(
        "billing/pdf/invoice.html",
        {
            "document": invoice,
            "lines": lines,
            "tax_groups": tax_groups(lines, invoice.currency),
            "is_void": invoice.status == Invoice.Status.VOID,
        },
        name=_("Invoice"),
        number=invoice.number,
        dated=invoice.issued_on,
        customer=invoice.customer,
        seller=seller,
    )


def credit_note_pdf(credit_note: CreditNote, *, seller: Organization) -> bytes:
    """An issued credit note. Void ones are marked."""
    lines = list(credit_note.lines.all())
    return letter_pdf(
        "billing/pdf/credit_note.html",
        {
            "document": credit_note,
            "lines": lines,
            "tax_groups": tax_groups(lines, credit_note.currency),
            "is_void": credit_note.status == CreditNote.Status.VOID,
        },
        name=_("Credit note"),
        number=credit_note.number,
        dated=credit_note.issued_on,
        customer=credit_note.customer,
        seller=seller,
    )


def retainer_pdf(retainer: Retainer, *, seller: Organization) -> bytes:
    """An issued retainer invoice, with how to pay it. Void ones are marked."""
    return letter_pdf(
        "billing/pdf/retainer.html",
        {"document": retainer, "is_void": retainer.status == Retainer.Status.VOID},
        name=_("Retainer invoice"),
        number=retainer.number,
        dated=retainer.issued_on,
        customer=retainer.customer,
        seller=seller,
    )


def payment_pdf(
    payment: Payment, *, seller: Organization, credit_applications: Sequence[object] = ()
) -> bytes:
    """The receipt of a payment: what it was used for so far, what was refunded, what is left, and
    the credits applied with it
    (`billing.payments.planning.credit_application.CreditApplication`)."""
    return letter_pdf(
        "billing/pdf/payment.html",
        {
            "document": payment,
            "applied": applications_of(payment.open_item),
            "retainers": retainers_paid_by(payment.open_item),
            "credit_applications": credit_applications,
            "is_void": payment.status == Payment.Status.VOID,
        },
        name=_("Receipt"),
        number=payment.number,
        dated=payment.received_on,
        customer=payment.customer,
        seller=seller,
    )


def letter_pdf(
    template: str,
    context: dict[str, object],
    *,
    name: Promise | str,
    number: str | None,
    dated: date | None,
    customer: Customer,
    seller: Organization,
) -> bytes:
    """A template that extends `pdf/base.html` as a PDF in the customer's language, under the
    seller's letterhead. Rooms above make their documents with it, too."""
    # WeasyPrint takes a second to load: whoever makes no PDF does not wait for it.
    from portal.kit.pdf.rendering import render_pdf  # noqa: PLC0415 - slow to load

    language = customer.language or settings.LANGUAGE_CODE
    logo = logo_of(seller)
    with translation.override(language):
        title = f"{name} {number}"
    return render_pdf(
        template,
        {**context, "name": name, "customer": customer, "seller": seller, "has_logo": bool(logo)},
        title=title,
        language=language,
        dated=dated.isoformat() if dated else "",
        given={"logo": logo} if logo else {},
    )
