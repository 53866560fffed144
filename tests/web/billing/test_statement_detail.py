"""Statements on the screen, and taken along."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from accounts.models import ContactPerson, Role
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    pay,
)
from tests.web.billing.browsers import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("april")]
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture
def april():
    with time_machine.travel(date(2026, 4, 10), tick=False):
        yield


@pytest.fixture
def customer():
    make_organization(bank_account_holder="Acme Ltd", bank_iban="DE89370400440532013000")
    customer = make_customer("Kettle Ltd")
    make_invoice(customer, 100, issued_on=date(2026, 2, 10))
    second = make_invoice(customer, "50.00", issued_on=date(2026, 3, 5), po_number="=PO()")
    pay(second, 20, received_on=date(2026, 3, 20))
    make_credit_note(customer, 5, issued_on=date(2026, 4, 2))
    return customer


def test_last_month_is_shown_when_nothing_is_asked(customer) -> None:
    response = browser(customer).get("/statements/")
    statement = response.context["statement"]
    assert (statement.period.start, statement.period.end) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (statement.opening, statement.closing) == (100, 130)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("this-month", date(2026, 4, 1), date(2026, 4, 30)),
        ("last-month", date(2026, 3, 1), date(2026, 3, 31)),
        ("quarter", date(2026, 4, 1), date(2026, 6, 30)),
        ("year", date(2026, 1, 1), date(2026, 4, 10)),
    ],
)
def test_period_by_name(customer, name, start, end) -> None:
    period = browser(customer).get("/statements/", {"range": name}).context["statement"].period
    assert (period.start, period.end) == (start, end)


def test_typed_date_wins_over_the_period_that_was_shown(customer) -> None:
    asked = {"range": "last-month", "from": "2026-02-01", "to": "2026-03-31",
             "shown_from": "2026-03-01", "shown_to": "2026-03-31"}  # fmt: skip
    response = browser(customer).get("/statements/", asked)
    assert response.context["statement"].opening == 0
    assert response.context["form"]["range"].value() == "custom"


def test_other_period_wins_over_the_dates_it_finds(customer) -> None:
    asked = {"range": "year", **MARCH, "shown_from": MARCH["from"], "shown_to": MARCH["to"]}
    statement = browser(customer).get("/statements/", asked).context["statement"]
    assert statement.period.start == date(2026, 1, 1)


def test_end_before_the_start_is_said_beside_the_field(customer) -> None:
    response = browser(customer).get("/statements/", {"from": "2026-03-31", "to": "2026-03-01"})
    assert response.status_code == 422
    assert "before the first day" in response.content.decode()


@pytest.mark.parametrize("kind", ["balance-forward", "open-items", "activity"])
def test_link_in_the_address_bar_brings_the_same_statement(customer, kind) -> None:
    client = browser(customer)
    first = client.get("/statements/", {"type": kind, **MARCH}).context
    again = client.get(f"/statements/?{first['query']}").context
    assert (again["statement"].kind, again["statement"].closing) == (kind, Decimal(130))


def test_htmx_gets_the_body_alone(customer) -> None:
    headers = {"HX-Request": "true", "HX-Target": "statement-body"}
    body = browser(customer).get("/statements/", MARCH, headers=headers).content.decode()
    assert body.strip().startswith('<div id="statement-body"')


def test_buyer_without_the_right_finds_nothing(customer) -> None:
    for path in ("/statements/", "/statements/pdf/", "/statements/csv/", "/statements/xlsx/"):
        assert browser(customer, Role.BUYER).get(path).status_code == 404


def test_csv_has_every_line_and_runs_no_formula(customer) -> None:
    response = browser(customer).get("/statements/csv/", MARCH)
    rows = b"".join(response).decode("utf-8-sig").splitlines()
    assert rows[0] == "Date,Document,Number,PO number,Due date,Debit,Credit,Balance"
    assert rows[1].endswith(",100.00")
    assert ",'=PO()," in rows[2]
    assert rows[-1].endswith("50.00,20.00,130.00")


def test_spreadsheet_has_numbers_as_numbers_and_text_as_text(customer) -> None:
    response = browser(customer).get("/statements/xlsx/", MARCH)
    book = ZipFile(BytesIO(b"".join(response)))
    response.close()
    sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    names = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert sheet.findall(".//m:f", names) == []
    values = [cell.findtext("m:v", namespaces=names) for cell in sheet.findall(".//m:c", names)]
    assert "130.00" in values


def test_pdf_says_the_same(customer) -> None:
    content = browser(customer).get("/statements/pdf/", MARCH).content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    for part in ("Kettle Ltd", "€130.00", "€100.00", "Opening balance", "Closing balance", "DE89"):
        assert part in text


def test_same_figures_give_the_same_bytes(customer) -> None:
    client = browser(customer)
    first, second = (client.get("/statements/pdf/", MARCH).content for _ in range(2))
    assert first == second


def test_statement_is_sent_to_a_contact_as_a_link_that_shows_it(customer, mailoutbox) -> None:
    ContactPerson.objects.create(customer=customer, name="Ann", email="ann@example.com")
    client = browser(customer)
    path = "/statements/share/?" + "&".join(f"{k}={v}" for k, v in MARCH.items())
    assert "ann@example.com" in client.get(path).content.decode()
    client.post(path, {"email": "ann@example.com", "name": "Ann"})
    (mail,) = mailoutbox
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.body).group(1)
    shown = Client().get(link)
    assert "€130.00" in shown.content.decode()
    pdf = Client().get(f"{link}pdf/")
    assert pdf.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("count", [1, 30])
def test_questions_do_not_grow_with_the_lines(customer, count, django_assert_num_queries) -> None:
    from billing.payments.receipts import record_payment

    for _number in range(count):
        record_payment(customer=customer, amount=Decimal(1), method="cash",
                       received_on=date(2026, 3, 9))  # fmt: skip
    client = browser(customer)
    with django_assert_num_queries(8):
        client.get("/statements/", MARCH)


def test_page_by_page(customer, monkeypatch) -> None:
    from billing.views import statements

    monkeypatch.setattr(statements, "LINES_A_PAGE", 1)
    client = browser(customer)
    first = client.get("/statements/", MARCH).content.decode()
    assert "Lines 1 to 1 of 2" in first
    assert "Opening balance</td>" in first
    second = client.get("/statements/", MARCH | {"page": "2"}).content.decode()
    assert "Closing balance</td>" in second
    assert "Opening balance</td>" not in second


def test_yen_and_dinar_keep_their_own_decimals() -> None:
    make_organization()
    for currency, amount in (("JPY", "¥1,234"), ("KWD", "1.234")):
        customer = make_customer(currency=currency)
        make_invoice(customer, 1234 if currency == "JPY" else "1.234", issued_on=date(2026, 3, 5))
        make_member(customer)
        assert amount in browser(customer).get("/statements/", MARCH).content.decode()
