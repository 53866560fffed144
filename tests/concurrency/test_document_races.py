"""Two who ask for a document for the first time at once get one file."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier

import pytest

from billing.downloads import document_pdf
from billing.models import Invoice, StoredDocument
from portal.kit.files.storage import media_path
from tests.concurrency.conftest import Race
from tests.factories import make_customer, make_invoice, make_organization

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(settings, tmp_path, monkeypatch) -> Path:
    """PDFs no two of which are alike."""
    settings.MEDIA_ROOT = tmp_path
    made = iter(range(1000))
    monkeypatch.setattr(document_pdf, "_make", lambda *_: f"%PDF {next(made)}".encode())
    return tmp_path


def download() -> str:
    invoice = Invoice.objects.select_related("customer", "open_item").get()
    return document_pdf.pdf_of(invoice, seller=make_organization()).decode()


@pytest.mark.parametrize("is_lost", [False, True])
def test_ten_first_downloads_store_one_file(place, race: Race, is_lost: bool) -> None:
    make_organization()
    make_invoice(make_customer())
    if is_lost:
        download()
        media_path(StoredDocument.objects.get().path).unlink()

    outcomes = race([download] * 10)

    assert list(outcomes.values()) == [10]
    stored = StoredDocument.objects.get(lost_at=None)
    assert [path.name for path in place.rglob("*.*")] == [Path(stored.path).name]
    assert StoredDocument.objects.count() == (2 if is_lost else 1)


def test_without_the_constraint_there_would_be_as_many_as_asked(
    place, race: Race, owner_cursor, monkeypatch
) -> None:
    """The control: the constraint is what makes it one."""
    make_organization()
    make_invoice(make_customer())
    all_found_none = Barrier(10)
    monkeypatch.setattr(
        document_pdf, "_make", lambda *_: f"%PDF {all_found_none.wait(timeout=60)}".encode()
    )
    owner_cursor.execute("DROP INDEX stored_document_once")
    try:
        race([download] * 10)
        assert StoredDocument.objects.count() == 10
    finally:
        owner_cursor.execute("ALTER TABLE billing_storeddocument DISABLE TRIGGER frozen")
        owner_cursor.execute("DELETE FROM billing_storeddocument")
        owner_cursor.execute("ALTER TABLE billing_storeddocument ENABLE TRIGGER frozen")
        owner_cursor.execute(
            "CREATE UNIQUE INDEX stored_document_once ON billing_storeddocument"
            " (item_id, language, revision) WHERE lost_at IS NULL"
        )
