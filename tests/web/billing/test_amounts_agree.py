"""One amount everywhere: on the page, on the transfer, on the receipt, on paper, in the ledger."""

from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from billing.ledger.check import check_ledger
from billing.models import Posting, Transfer
from billing.payments.transfers import receive_transfer
from portal.kit.money.format import written
from tests.factories import (
    DAY,
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_organization,
)
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("currency", "due", "credit", "charge"),
    [
        ("JPY", "5003", "999", "4004"),
        ("EUR", "100.05", "30.07", "69.98"),
        ("KWD", "12.345", "0.346", "11.999"),
    ],
)
def test_amount_is_the_same_from_the_page_to_the_ledger(currency, due, credit, charge) -> None:
    make_organization(bank_iban="DE89370400440532013000", bank_account_holder="Acme")
    customer = make_customer(currency=currency)
    invoice, note = make_invoice(customer, due), make_credit_note(customer, credit)
    client, shown = browser(customer), " ".join(written(Decimal(charge), currency).split())
    assert f"Pay {shown}" in text_of(client.get("/pay/"))

    typed = {f"pay-{invoice.open_item_id}": due, f"use-{note.open_item_id}": credit}
    client.post("/pay/", {**typed, "method": "bank_transfer", "_pay": ""})
    transfer = Transfer.objects.get()
    assert str(transfer.amount) == charge
    assert shown in text_of(client.get(f"/transfers/{transfer.reference}/"))

    payment = receive_transfer(transfer, amount=transfer.amount, received_on=DAY, by=None)
    receipt = f"/payments/{payment.number}/"
    assert shown in text_of(client.get(receipt))
    pdf = PdfReader(BytesIO(client.get(f"{receipt}pdf/").content))
    assert f"{Decimal(charge):,}" in pdf.pages[0].extract_text()

    received = Posting.objects.get(credit_item=payment.open_item, debit_account="cash")
    assert str(received.amount) == charge
    assert [item_of(one).open for one in (invoice, note, payment)] == [0, 0, 0]
    assert check_ledger().drift == []
