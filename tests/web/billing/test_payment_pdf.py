from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import Role
from tests.factories import make_customer, make_invoice, make_payment, pay
from tests.web.billing.browsers import browser

pytestmark = pytest.mark.django_db


def test_pdf_is_the_receipt_to_keep() -> None:
    invoice = make_invoice(make_customer())
    payment = pay(invoice)
    response = browser(payment.customer).get(f"/payments/{payment.number}/pdf/")
    assert response["Content-Disposition"] == (
        f'attachment; filename="Receipt-{payment.number}.pdf"'
    )
    assert invoice.number in PdfReader(BytesIO(response.content)).pages[0].extract_text()


def test_foreign_payment_has_no_pdf() -> None:
    foreign = make_payment(make_customer())
    assert browser(make_customer()).get(f"/payments/{foreign.number}/pdf/").status_code == 404


def test_stranger_and_buyer_are_kept_out() -> None:
    payment = make_payment(make_customer())
    url = f"/payments/{payment.number}/pdf/"
    assert Client().get(url).status_code == 302
    assert browser(payment.customer, Role.BUYER).get(url).status_code == 403
