from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from xlsxwriter import Workbook

from accounts.models import Customer, Role
from orders.models import CartLine
from tests.factories import make_customer, make_member, make_organization
from tests.orders.factories import priced_variant

pytestmark = pytest.mark.django_db
URL = reverse("orders:quick-order-new")


@pytest.fixture
def customer() -> Customer:
    make_organization(currency="EUR")
    return make_customer(currency="EUR")


@pytest.fixture
def client(customer: Customer) -> Client:
    client = Client()
    client.force_login(make_member(customer, Role.BUYER))
    return client


def held() -> list[tuple[str, int]]:
    return [(one.variant.sku, int(one.quantity)) for one in CartLine.objects.order_by("pk")]


def test_nothing_is_in_the_cart_before_it_was_looked_at(client: Client, customer: Customer) -> None:
    priced_variant(customer, "5", sku="MUG-1")
    page = client.post(URL, {"text": "MUG-1 12\nNOPE-9 3"}).content.decode()
    assert "1 line is ready" in page
    assert "“NOPE-9 3”" in page
    assert 'value="MUG1=12' in page
    assert held() == []


def test_what_was_ticked_and_chosen_is_added(client: Client, customer: Customer) -> None:
    for sku in ("MUG-1", "MUG-2", "JUG-1"):
        priced_variant(customer, sku=sku)
    answers = {"add": "1", "line": ["MUG1=12.000", "JUG1=3"], "choice-1": "MUG2=6", "choice-2": ""}
    response = client.post(URL, answers)
    assert response["Location"] == reverse("orders:cart-detail")
    assert held() == [("MUG-1", 12), ("JUG-1", 3), ("MUG-2", 6)]


@pytest.mark.parametrize(
    "line", ["MUG1=7", "MUG1=-6", "MUG1=NaN", "SECRET=6", "MUG1", "=", "\x00=1"]
)
def test_what_cannot_be_ordered_is_not_added(client: Client, customer: Customer, line: str) -> None:
    priced_variant(customer, sku="MUG-1", min_quantity=6, multiple=6)
    page = client.post(URL, {"add": "1", "line": line}, follow=True).content.decode()
    assert "Nothing was chosen that can be ordered." in page
    assert held() == []


def test_nothing_pasted_is_said_beside_the_field(client: Client) -> None:
    response = client.post(URL, {"text": "  "})
    assert response.status_code == 422
    assert "Paste at least one line, or choose a file." in response.content.decode()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("MUG-1 12\n" * 1_001, "1001 lines. Order at most 1000 at a time."),
        ("MUG-1 " + "x" * 500_000, "Order at most 1000 at a time."),
    ],
)
def test_more_than_a_thousand_lines_are_refused_and_kept(
    client: Client, customer: Customer, text: str, sentence: str
) -> None:
    priced_variant(customer, sku="MUG-1")
    response = client.post(URL, {"text": text})
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert text.strip() in page


def test_a_line_that_cannot_be_ordered_any_more_is_told(client: Client, customer: Customer) -> None:
    priced_variant(customer, sku="MUG-1", min_quantity=6, multiple=6)
    priced_variant(customer, sku="JUG-1")
    answers = {"add": "1", "line": ["MUG1=7", "JUG1=3", "GONE=1"]}
    page = client.post(URL, answers, follow=True).content.decode()
    assert "MUG-1: Order in multiples of 6." in page
    assert "1 more line couldn&#39;t be added." in page
    assert held() == [("JUG-1", 3)]


def sheet(rows: list[list[object]]) -> bytes:
    content = BytesIO()
    with Workbook(content) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("order.csv", b"SKU;Quantity\nMUG-1;12\nNOPE-9;3\n"),
        ("order.txt", "Größe\nMUG-1 12\nNOPE-9 3".encode("cp1252")),
        ("order.xlsx", sheet([["SKU", "Quantity"], ["MUG-1", 12], ["NOPE-9", 3]])),
    ],
)
def test_a_file_is_read_as_if_it_had_been_pasted(
    client: Client, customer: Customer, name: str, content: bytes
) -> None:
    priced_variant(customer, "5", sku="MUG-1")
    response = client.post(URL, {"text": "", "file": SimpleUploadedFile(name, content)})
    page = response.content.decode()
    assert 'value="MUG1=12' in page
    assert "NOPE-9" in page
    assert "Größe" not in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("order.png", b"\x89PNG\r\n\x1a\n\x00\x00", "Choose a CSV, text, XLSX or ODS file."),
        ("order.csv", b"", "The file is empty."),
        ("order.xlsx", sheet([["MUG-1", 1]] * 1_002), "Order at most 1000 at a time."),
        ("order.xlsx", sheet([["MUG-1", 1]])[:-40], "XLSX or ODS file."),
    ],
)
def test_a_file_that_is_not_read_is_refused_and_what_was_typed_stays(
    client: Client, customer: Customer, name: str, content: bytes, sentence: str
) -> None:
    upload = SimpleUploadedFile(name, content)
    response = client.post(URL, {"text": "MUG-1 7", "file": upload})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "MUG-1 7" in response.content.decode()


def test_needs_the_right_to_order(customer: Customer) -> None:
    viewer = Client()
    viewer.force_login(make_member(customer, Role.VIEWER))
    assert viewer.get(URL).status_code == 403
