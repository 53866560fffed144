"""Issued documents are stored with their hash: the same bytes every time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pytest
from django.db import connection
from pypdf import PdfReader

from accounts.models import AuditEvent
from billing.documents.invoices import void_invoice
from billing.downloads.document_pdf import pdf_of, pdfs_of
from billing.ledger.allocation import allocate
from billing.models import Invoice, StoredDocument
from portal.kit.files.storage import Altered, media_path
from tests.factories import (
    draft_invoice,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_organization,
    make_payment,
    make_retainer,
    pay,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return make_organization()


def files() -> list[str]:
    return sorted(path.name for path in media_path("documents").rglob("*.*"))


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_every_kind_of_document_is_stored_once_with_its_hash(seller) -> None:
    customer = make_customer()
    documents = [
        make_invoice(customer),
        make_credit_note(customer),
        make_retainer(customer),
        make_payment(customer),
    ]
    for document in documents:
        content = pdf_of(document, seller=seller)
        assert pdf_of(document, seller=seller) == content
        stored = StoredDocument.objects.get(item=document.open_item)
        assert stored.sha256 == sha256(content).hexdigest()
        assert media_path(stored.path).read_bytes() == content
    assert len(files()) == 4


def test_new_letterhead_changes_nothing_that_was_handed_out(seller) -> None:
    invoice, later = make_invoice(make_customer()), make_invoice(make_customer())
    before = pdf_of(invoice, seller=seller)
    seller = make_organization(name="Acme Renamed")
    assert pdf_of(invoice, seller=seller) == before
    assert (
        "Acme Renamed" in PdfReader(BytesIO(pdf_of(later, seller=seller))).pages[0].extract_text()
    )


def test_paying_an_invoice_makes_no_other_document(seller) -> None:
    invoice = make_invoice(make_customer())
    before = pdf_of(invoice, seller=seller)
    pay(invoice)
    assert pdf_of(Invoice.objects.get(), seller=seller) == before
    assert len(files()) == 1


def test_void_invoice_is_another_edition_and_the_first_stays(seller) -> None:
    invoice = make_invoice(make_customer())
    before = pdf_of(invoice, seller=seller)
    void_invoice(invoice, voided_on=date(2026, 4, 1))
    assert pdf_of(Invoice.objects.get(), seller=seller) != before
    assert StoredDocument.objects.count() == len(files()) == 2


def test_note_that_an_import_corrects_is_another_edition(seller) -> None:
    invoice = make_invoice(make_customer())
    pdf_of(invoice, seller=seller)
    with connection.cursor() as cursor:
        cursor.execute("SELECT correct_document('invoice', %s, 'Corrected.', '')", [invoice.pk])
    corrected = pdf_of(Invoice.objects.get(), seller=seller)
    assert "Corrected." in PdfReader(BytesIO(corrected)).pages[0].extract_text()


def test_receipt_is_another_edition_once_the_payment_is_used(seller) -> None:
    customer = make_customer()
    invoice, payment = make_invoice(customer), make_payment(customer)
    before = pdf_of(payment, seller=seller)
    allocate(
        source=payment.open_item,
        invoice=item_of(invoice),
        amount=Decimal(40),
        effective_on=date(2026, 3, 3),
        by=None,
        key="k",
    )
    payment.refresh_from_db()
    after = pdf_of(payment, seller=seller)
    assert (after == before, pdf_of(payment, seller=seller) == after) == (False, True)


def test_other_language_is_another_file(seller) -> None:
    customer = make_customer(language="en")
    invoice = make_invoice(customer)
    first = pdf_of(invoice, seller=seller)
    customer.language = invoice.customer.language = "de"
    assert pdf_of(invoice, seller=seller) != first
    assert sorted(StoredDocument.objects.values_list("language", flat=True)) == ["de", "en"]


def test_draft_is_never_stored(seller) -> None:
    assert pdf_of(draft_invoice(make_customer()), seller=seller).startswith(b"%PDF")
    assert files() == []


def test_altered_file_is_refused(seller) -> None:
    invoice = make_invoice(make_customer())
    pdf_of(invoice, seller=seller)
    path = media_path(StoredDocument.objects.get().path)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(Altered, match=path.name):
        pdf_of(invoice, seller=seller)


def test_missing_file_comes_back_the_same_and_is_noted(seller, caplog) -> None:
    invoice = make_invoice(make_customer())
    before = pdf_of(invoice, seller=seller)
    path = media_path(StoredDocument.objects.get().path)
    path.unlink()
    assert pdf_of(invoice, seller=seller) == before
    assert path.read_bytes() == before
    assert "is missing" in caplog.text
    assert AuditEvent.objects.get(kind="document.made_again").after["same"] is True


def test_missing_file_that_comes_out_otherwise_is_a_new_one_on_record(seller) -> None:
    invoice = make_invoice(make_customer())
    before = pdf_of(invoice, seller=seller)
    lost = StoredDocument.objects.get()
    media_path(lost.path).unlink()
    seller = make_organization(name="Acme Renamed")
    after = pdf_of(invoice, seller=seller)
    assert (after == before, pdf_of(invoice, seller=seller) == after) == (False, True)
    old, new = StoredDocument.objects.order_by("pk")
    assert (old.lost_at is None, new.lost_at is None) == (False, True)
    assert old.sha256 == sha256(before).hexdigest()


def test_nothing_is_kept_of_a_file_whose_row_was_refused(seller, monkeypatch) -> None:
    def refuse(**fields):
        raise RuntimeError("gone")

    monkeypatch.setattr(StoredDocument.objects, "create", refuse)
    with pytest.raises(RuntimeError):
        pdf_of(make_invoice(make_customer()), seller=seller)
    assert files() == []


@pytest.mark.parametrize("count", [1, 3])
def test_stored_files_of_many_are_found_by_one_statement(
    count, seller, django_assert_num_queries
) -> None:
    customer = make_customer()
    invoices = [make_invoice(customer) for _number in range(count)]
    first = list(pdfs_of(invoices, seller=seller))
    with django_assert_num_queries(1):
        assert list(pdfs_of(invoices, seller=seller)) == first
