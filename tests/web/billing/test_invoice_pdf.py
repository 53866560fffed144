from collections.abc import Callable
from io import BytesIO
from urllib.parse import quote

import pytest
from django.test import Client
from pypdf import PdfReader

from accounts.models import Role
from billing.models import StoredDocument
from portal.kit.storing import media_path
from tests.factories import draft_invoice, make_customer, make_invoice, make_organization
from tests.web.billing.browsers import browser

pytestmark = pytest.mark.django_db


def test_pdf_is_the_invoice_to_keep() -> None:
    invoice = make_invoice(make_customer())
    response = browser(invoice.customer).get(f"/invoices/{invoice.number}/pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        f'attachment; filename="Invoice-{invoice.number}.pdf"'
    )
    assert invoice.number in PdfReader(BytesIO(response.content)).pages[0].extract_text()


@pytest.mark.parametrize(
    ("number", "name"),
    [("2026/7", "Invoice-2026-7"), ('a"b', "Invoice-a-b"), ("é;x=1", "Invoice-x-1")],
)
def test_file_name_is_safe_on_every_system(number: str, name: str) -> None:
    invoice = make_invoice(make_customer(), number=number)
    response = browser(invoice.customer).get(f"/invoices/{quote(number)}/pdf/")
    assert response["Content-Disposition"] == f'attachment; filename="{name}.pdf"'


def test_draft_and_foreign_invoices_have_no_pdf() -> None:
    customer = make_customer()
    draft_invoice(customer, number="DRAFT-1")
    foreign = make_invoice(make_customer())
    client = browser(customer)
    for number in ("DRAFT-1", foreign.number, "%00"):
        assert client.get(f"/invoices/{number}/pdf/").status_code == 404


def test_buyer_finds_no_pdf() -> None:
    invoice = make_invoice(make_customer())
    response = browser(invoice.customer, Role.BUYER).get(f"/invoices/{invoice.number}/pdf/")
    assert response.status_code == 403


def test_stranger_is_sent_to_sign_in() -> None:
    invoice = make_invoice(make_customer())
    response = Client().get(f"/invoices/{invoice.number}/pdf/")
    assert response.url.startswith("/accounts/login/")  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_lines(
    count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    line = {"description": "Valve", "unit_price": 1}
    invoice = make_invoice(make_customer(), lines=[line] * count)
    client = browser(invoice.customer)
    for queries in (11, 7):  # the first download stores it
        with django_assert_num_queries(queries):  # type: ignore[attr-defined]
            assert client.get(f"/invoices/{invoice.number}/pdf/").status_code == 200


def test_second_download_is_the_first_and_not_what_the_letterhead_says_now() -> None:
    invoice = make_invoice(make_customer())
    client = browser(invoice.customer)
    first = client.get(f"/invoices/{invoice.number}/pdf/").content
    make_organization(name="Acme Renamed")
    assert client.get(f"/invoices/{invoice.number}/pdf/").content == first


def test_altered_file_is_not_handed_out_and_the_log_names_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    invoice = make_invoice(make_customer())
    client = browser(invoice.customer)
    client.get(f"/invoices/{invoice.number}/pdf/")
    path = media_path(StoredDocument.objects.get().path)
    path.write_bytes(b"%PDF forged")
    client.raise_request_exception = False
    response = client.get(f"/invoices/{invoice.number}/pdf/")
    assert (response.status_code, b"forged" in response.content) == (500, False)
    assert f"{path} is not what was stored" in caplog.text
