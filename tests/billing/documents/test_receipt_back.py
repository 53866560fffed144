"""The receipt of a payment of which something went back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from billing.downloads.document_pdf import pdf_of
from billing.ledger.posting import Move, Side, post, receivable
from billing.models import Account, JournalEntry
from billing.payments.entry import record_refund
from tests.factories import item_of, make_customer, make_organization, make_payment


@pytest.mark.django_db
def test_receipt_says_what_was_refunded_and_what_the_bank_took_back() -> None:
    seller = make_organization()
    payment = make_payment(make_customer(), 100)
    day = date(2026, 3, 9)
    before = pdf_of(payment, seller=seller)
    record_refund(item_of(payment), amount=Decimal(30), refunded_on=day)
    item = item_of(payment)
    post(
        key="dispute:dp_1",
        kind=JournalEntry.Kind.DISPUTE,
        customer=payment.customer,
        effective_on=day,
        moves=[Move(Decimal(50), receivable(item), Side(Account.DISPUTE))],
    )
    payment.refresh_from_db()
    payment.open_item.refresh_from_db()
    content = pdf_of(payment, seller=seller)
    text = PdfReader(BytesIO(content)).pages[0].extract_text()
    assert content != before
    assert text.count("Taken back by the bank") == 2
    assert "Refunded" in text
    assert "20.00" in text
