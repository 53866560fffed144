"""The PDF of any document, to hand out: what was issued is stored, a draft is only looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from django.conf import settings

from accounts.models import Organization
from billing.documents.applications import Applications, applications_of, retainers_paid_by
from billing.documents.files import pdf
from billing.documents.files.pdf_store import PdfKey, known_of, stored_pdf
from billing.models import CreditNote, Invoice, OpenItem, Payment, Retainer
from billing.models.documents.document import LinedDocument
from billing.payments.planning.credit_application import credits_applied_with

Printed = Invoice | CreditNote | Retainer | Payment


def pdf_of(document: Printed, *, seller: Organization) -> bytes:
    """The document's PDF. An issued one gives the same bytes every time (`documents.stored`)."""
    if document.open_item is None:
        return _make(document, seller)
    wanted = _wanted(document, document.open_item, seller)
    return stored_pdf(wanted, known_of([wanted]).get(wanted.key))


def pdfs_of(documents: Sequence[Printed], *, seller: Organization) -> Iterator[bytes]:
    """The PDFs of issued documents, one after the other, as they are read. What is stored is
    found by one statement."""
    wanted = [_wanted(one, one.open_item, seller) for one in documents if one.open_item]
    known = known_of(wanted)
    for one in wanted:
        yield stored_pdf(one, known.get(one.key))


def count_unmade(documents: Sequence[Printed], *, seller: Organization) -> int:
    """How many of these issued documents nobody has asked for yet, so that they take a while."""
    wanted = [_wanted(one, one.open_item, seller) for one in documents if one.open_item]
    known = known_of(wanted)
    return sum(one.key not in known for one in wanted)


def _wanted(document: Printed, item: OpenItem, seller: Organization) -> PdfKey:
    return PdfKey(
        item=item,
        language=document.customer.language or settings.LANGUAGE_CODE,
        revision=_revision(document),
        make=lambda: _make(document, seller),
    )


def _revision(document: Printed) -> str:
    """A fingerprint of what may change of the document after its issue."""
    said: list[object] = [document.status == "void"]
    if isinstance(document, Payment):
        said += _uses(applications_of(document.open_item))
        said += _uses(retainers_paid_by(document.open_item))
        said += [
            (one.credit_source.number, one.invoice.number, one.amount.normalize())
            for one in credits_applied_with(document)
        ]
    else:
        said.append(document.note)
    if isinstance(document, LinedDocument):
        said.append(document.order_reference)
    return sha256(repr(said).encode()).hexdigest()[:32]


def _uses(applications: Applications) -> list[object]:
    return [
        (one.on.isoformat(), one.kind, one.other and one.other.number, one.amount.normalize())
        for one in applications.live
    ]


def _make(document: Printed, seller: Organization) -> bytes:
    if isinstance(document, Invoice):
        return pdf.invoice_pdf(document, seller=seller)
    if isinstance(document, CreditNote):
        return pdf.credit_note_pdf(document, seller=seller)
    if isinstance(document, Retainer):
        return pdf.retainer_pdf(document, seller=seller)
    return pdf.payment_pdf(
        document, seller=seller, credit_applications=credits_applied_with(document)
    )
