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
from billing.documents.files.pdf import credit_note_pdf, invoice_pdf, payment_pdf, retainer_pdf
from billing.documents.invoices import void_invoice
from billing.ledger.allocation import Share
from tests.factories import (
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_organization,
    make_payment,
    make_retainer,
    pay,
)

pytestmark = [pytest.mark.django_db, pytest.mark.real_pdf]

LINE = {"sku": "VLV-200", "description": "Ball valve", "tax_rate": 20}


@pytest.fixture
def seller() -> Organization:
    return make_organization(
        legal_name="Acme Supplies Ltd",
        address="4 Quay Road\nPlymouth",
        tax_id="GB987654321",
        bank_details="IBAN GB29 NWBK 6016",
        document_footer="Goods remain ours until paid.",
    )


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def text(content: bytes) -> str:
    return " ".join(" ".join(pages(content)).split())


def every_pdf(customer: Customer, seller: Organization) -> dict[str, Callable[[], bytes]]:
    invoice = make_invoice(customer, lines=[LINE | {"unit_price": 10}])
    credit, retainer = make_credit_note(customer), make_retainer(customer)
    payment = make_payment(customer, 12, shares=[Share(item_of(invoice), Decimal(5))])
    return {
        "Invoice": lambda: invoice_pdf(invoice, seller=seller),
        "Credit note": lambda: credit_note_pdf(credit, seller=seller),
        "Retainer invoice": lambda: retainer_pdf(retainer, seller=seller),
        "Receipt": lambda: payment_pdf(payment, seller=seller),
    }


def test_every_pdf_is_the_same_bytes_twice(seller: Organization) -> None:
    for name, make in every_pdf(make_customer(), seller).items():
        assert make() == make(), name


def test_every_pdf_says_whose_and_what_it_is(seller: Organization) -> None:
    customer = make_customer("Harbour & Sons Ltd")
    for name, make in every_pdf(customer, seller).items():
        shown = text(make())
        for part in (name, "Acme Supplies", "4 Quay Road", "GB987654321", "Harbour & Sons Ltd"):
            assert part in shown, (name, part)
        title = PdfReader(BytesIO(make())).metadata.title  # type: ignore[union-attr]
        assert title is not None
        assert title.startswith(f"{name} ")


def test_invoice_has_its_lines_tax_total_and_how_to_pay(seller: Organization) -> None:
    invoice = make_invoice(
        make_customer(currency="GBP"),
        lines=[LINE | {"unit_price": Decimal("7.1235"), "quantity": 240}],
        po_number="PO-77",
        order_reference="SO-12",
        note="Thank you.",
    )
    shown = text(invoice_pdf(invoice, seller=seller))
    for part in (
        "Ball valve VLV-200 240 £7.1235 20% £1,709.64",
        "Tax 20% on £1,709.64 £341.93",
        "Total £2,051.57",
        "PO-77",
        "SO-12",
        "Thank you.",
        "IBAN GB29 NWBK 6016",
        f"Reference {invoice.number}",
        "Goods remain ours until paid.",
    ):
        assert part in shown, part


def test_how_to_pay_is_left_out_when_nobody_filled_it_in() -> None:
    invoice = make_invoice(make_customer())
    seller = make_organization(bank_details="")
    assert "How to pay" not in text(invoice_pdf(invoice, seller=seller))


def test_invoice_is_the_same_after_it_was_paid(seller: Organization) -> None:
    invoice = make_invoice(make_customer())
    before = invoice_pdf(invoice, seller=seller)
    pay(invoice)
    invoice.refresh_from_db()
    assert invoice_pdf(invoice, seller=seller) == before


def test_void_invoice_is_marked_and_asks_for_nothing(seller: Organization) -> None:
    invoice = void_invoice(make_invoice(make_customer()), voided_on=date(2026, 4, 1))
    shown = text(invoice_pdf(invoice, seller=seller))
    assert "Void" in shown
    assert "How to pay" not in shown


def test_receipt_has_allocations_and_what_is_left(seller: Organization) -> None:
    customer = make_customer(currency="GBP")
    invoice, retainer = make_invoice(customer, 60), make_retainer(customer, 100)
    payment = make_payment(
        customer,
        500,
        shares=[Share(item_of(invoice), Decimal(60)), Share(item_of(retainer), Decimal(40))],
        reference="FT-1",
    )
    shown = text(payment_pdf(payment, seller=seller))
    for part in (
        f"Invoice {invoice.number} 2 Mar 2026 £60.00",
        "Left as a deposit £440.00",
        f"£40.00 of it was paid on retainer invoice {retainer.number}",
        "FT-1",
        "Bank transfer",
    ):
        assert part in shown, part


@pytest.mark.parametrize("count", [20, 21, 22, 23, 24, 25, 26, 27, 28])
def test_total_never_stands_on_a_page_without_a_line(seller: Organization, count: int) -> None:
    line = {"description": "Valve", "unit_price": 1}
    invoice = make_invoice(make_customer(), lines=[line] * count)
    found = [page for page in pages(invoice_pdf(invoice, seller=seller)) if "Tax 0" in page]
    assert len(found) == 1
    assert "Valve" in found[0]


def test_long_invoice_repeats_its_head_and_numbers_its_pages(seller: Organization) -> None:
    invoice = make_invoice(make_customer(), lines=[LINE | {"unit_price": 1}] * 200)
    shown = pages(invoice_pdf(invoice, seller=seller))
    assert len(shown) > 4
    for number, page in enumerate(shown, start=1):
        assert f"Page {number} / {len(shown)}" in " ".join(page.split())
        assert ("Description" in page) == ("Ball valve" in page)


@pytest.mark.parametrize(
    ("currency", "price", "shown"),
    [("JPY", "1250", "JP¥1,250"), ("KWD", "1.234", "KWD 1.234"), ("EUR", "0", "€0.00")],
)
def test_amounts_have_the_currencys_decimals(
    seller: Organization, currency: str, price: str, shown: str
) -> None:
    invoice = make_invoice(make_customer(currency=currency), price)
    assert shown in text(invoice_pdf(invoice, seller=seller)).replace("\xa0", " ")


@pytest.mark.parametrize("language", ["ar", "he", "de", "ja"])
def test_customers_language_is_the_documents(seller: Organization, language: str) -> None:
    customer = make_customer("شركة النور", language=language)
    reader = PdfReader(BytesIO(invoice_pdf(make_invoice(customer), seller=seller)))
    assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[index]


def test_text_of_customers_is_not_markup(seller: Organization) -> None:
    line: dict[str, Any] = {"description": '<img src="file:///etc/hostname"> & co', "unit_price": 1}
    invoice = make_invoice(make_customer(), lines=[line])
    assert '<img src="file:///etc/hostname"> & co' in text(invoice_pdf(invoice, seller=seller))


def test_very_long_words_stay_on_the_page(seller: Organization) -> None:
    line = {"sku": "9" * 64, "description": "x" * 400, "unit_price": Decimal("99999999.1234")}
    invoice = make_invoice(
        make_customer("n" * 200), lines=[line | {"quantity": Decimal("123456.7891")}]
    )
    assert len(pages(invoice_pdf(invoice, seller=seller))) <= 2


def png() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def test_logo_stands_on_the_letterhead(seller: Organization) -> None:
    invoice = make_invoice(make_customer())
    without = PdfReader(BytesIO(invoice_pdf(invoice, seller=seller))).pages[0].images
    seller.logo.save("logo.png", ContentFile(png()))
    with_logo = PdfReader(BytesIO(invoice_pdf(invoice, seller=seller))).pages[0].images
    assert (len(without), len(with_logo)) == (0, 1)


def test_missing_logo_file_does_not_stop_the_invoice(seller: Organization) -> None:
    seller.logo.name = "logo/gone.png"
    assert "Acme Supplies" in text(invoice_pdf(make_invoice(make_customer()), seller=seller))
