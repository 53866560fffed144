"""The letterhead that invoices, credit notes, receipts and statements share, in hard cases."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfReader

from accounts.models import Customer, Organization
from billing.documents.files.pdf import credit_note_pdf, invoice_pdf, payment_pdf
from billing.ledger.allocation import Share
from billing.statements.figures import Kind, statement_of
from billing.statements.pdf import statement_pdf
from portal.kit.dates.periods import Period
from portal.kit.pdf import font_coverage
from tests.factories import (
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_organization,
    make_payment,
)

pytestmark = [pytest.mark.django_db, pytest.mark.real_pdf]
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
KINDS = ["invoice", "credit note", "receipt", "statement"]
each_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def seller() -> Organization:
    return make_organization(
        address="4 Quay Road\nPlymouth", phone="+44 1752 1", document_footer="Thank you."
    )


def reader_of(
    kind: str, customer: Customer, seller: Organization, text: str = "Ball valve", count: int = 1
) -> PdfReader:
    """A document of this kind with `count` lines that say `text`."""
    lines: list[dict[str, Any]] = [{"description": text, "unit_price": 10}] * count
    make: Callable[[], bytes]
    if kind == "invoice":
        invoice = make_invoice(customer, lines=lines, note=text)
        make = lambda: invoice_pdf(invoice, seller=seller)  # noqa: E731
    elif kind == "credit note":
        credit = make_credit_note(customer, lines=lines, reason=text[:100])
        make = lambda: credit_note_pdf(credit, seller=seller)  # noqa: E731
    elif kind == "receipt":
        shares = [Share(item_of(make_invoice(customer, 1)), Decimal(1)) for _ in range(count)]
        payment = make_payment(customer, count + 1, shares=shares, reference=text[:60])
        make = lambda: payment_pdf(payment, seller=seller)  # noqa: E731
    else:
        for _ in range(count):
            make_invoice(customer, 10, po_number=text[:60], issued_on=date(2026, 3, 5))
        make = lambda: statement_pdf(  # noqa: E731
            statement_of(customer, Kind.BALANCE_FORWARD, MARCH), seller=seller
        )
    content = make()
    assert make() == content
    return PdfReader(BytesIO(content))


def texts(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def fonts(reader: PdfReader) -> list[Any]:
    return [
        font.get_object()["/DescendantFonts"][0].get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]


@each_kind
def test_tagged_titled_in_its_language_with_bookmarks_and_fonts(kind, seller) -> None:
    reader = reader_of(kind, make_customer(language="de"), seller)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert (root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("de", True)
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title
    assert reader.outline[0].title  # type: ignore[union-attr]
    for font in fonts(reader):
        descriptor = font["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


@each_kind
def test_logo_and_seller_stand_on_the_first_page(kind, seller) -> None:
    buffer = BytesIO()
    Image.new("RGB", (400, 20), "teal").save(buffer, "PNG")
    seller.logo.save("logo.png", ContentFile(buffer.getvalue()))
    reader = reader_of(kind, make_customer(), seller)
    assert len(reader.pages[0].images) == 1
    assert "4 Quay Road" in texts(reader)[0]


@each_kind
def test_110_lines_repeat_the_head_number_the_pages_and_end_with_their_sum(kind, seller) -> None:
    shown = texts(reader_of(kind, make_customer(), seller, count=110))
    head, line, last = {
        "invoice": ("Quantity", "Ball valve", "Total €"),
        "credit note": ("Quantity", "Ball valve", "Total €"),
        "receipt": ("Used for", "Invoice INV-", "Left as a deposit"),
        "statement": ("Document", "Invoice", "Closing balance"),
    }[kind]
    assert len(shown) > 2
    for number, page in enumerate(shown, start=1):
        assert f"Page {number} / {len(shown)}" in page
        assert head in page or line not in page
    (final,) = (page for page in shown if last in page)
    assert final.count(line) >= 1


def test_nothing_due_makes_a_page_all_the_same(seller) -> None:
    invoice = make_invoice(make_customer(), 0)
    reader = PdfReader(BytesIO(invoice_pdf(invoice, seller=seller)))
    assert ("€0.00" in texts(reader)[0], len(reader.pages)) == (True, 1)
    empty = statement_of(make_customer(), Kind.OPEN_ITEMS, MARCH)
    reader = PdfReader(BytesIO(statement_pdf(empty, seller=seller)))
    assert "Everything was settled" in texts(reader)[0]


@each_kind
def test_long_words_are_broken_into_lines(kind, seller) -> None:
    customer = make_customer("N" * 200)
    reader = reader_of(kind, customer, seller, text="x" * 400)
    for page in reader.pages:
        assert max(map(len, page.extract_text().splitlines())) < 120
    assert len(reader.pages) <= 2


@each_kind
@pytest.mark.parametrize(("language", "name"), [("ar", "شركة النور"), ("he", "חברת האור")])
def test_right_to_left_keeps_addresses_and_numbers_in_order(kind, language, name, seller) -> None:
    reader = reader_of(kind, make_customer(name, language=language), seller, text=name)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language
    shown = texts(reader)[0]
    for part in ("4 Quay Road", "+44 1752 1", "Thank you."):
        assert part in shown
    assert not any("\u2066" <= sign <= "\u2069" for sign in shown)


@pytest.mark.parametrize("name", ["ООО «Свет»", "Ελληνική Εταιρεία", "Łódź Škoda Ðà Nẵng"])
def test_other_letters_come_from_an_embedded_font(name, seller) -> None:
    reader = reader_of("invoice", make_customer(name), seller, text=name)
    assert name in texts(reader)[0]


@pytest.mark.parametrize(("has_font", "count"), [(False, 1), (True, 0)])
def test_letters_without_a_font_are_told_to_staff(
    has_font, count, seller, caplog, monkeypatch
) -> None:
    monkeypatch.setattr(font_coverage, "has_font_for", lambda language: has_font)
    with caplog.at_level(logging.WARNING, "portal.kit.pdf.font_coverage"):
        invoice_pdf(make_invoice(make_customer("東京商事")), seller=seller)
    said = [one for one in caplog.messages if "install fonts-noto-cjk" in one]
    assert len(said) == count
