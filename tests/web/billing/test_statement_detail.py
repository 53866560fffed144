"""Statements on the screen, and exported."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from accounts.models import Address, ContactPerson, Role
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    pay,
)
from tests.web.billing.browsers import browser, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("april")]
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}


@pytest.fixture
def april():
    with time_machine.travel(date(2026, 4, 10), tick=False):
        yield


def asked_of(response) -> dict[str, str]:
    """Type and days of the statement shown, as the address of its PDF names them."""
    page = unescape(response.content.decode())
    (query,) = re.findall(r'href="/statements/pdf/\?([^"]*?)">', page)
    return dict(parse_qsl(query))


def segment(response, label: str) -> bool:
    """Whether the segment of this name is the one shown."""
    return bool(re.search(rf'aria-current="true"[^>]*>{label}</a>', response.content.decode()))


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
    assert asked_of(response) == {"type": "balance-forward", **MARCH}
    shown = text_of(response)
    assert "Opening balance €100.00" in shown
    assert "Closing balance €130.00" in shown


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
    asked = asked_of(browser(customer).get("/statements/", {"range": name}))
    assert (asked["from"], asked["to"]) == (start.isoformat(), end.isoformat())


def test_typed_date_wins_over_the_period_that_was_shown(customer) -> None:
    asked = {"range": "last-month", "from": "2026-02-01", "to": "2026-03-31",
             "shown_from": "2026-03-01", "shown_to": "2026-03-31"}  # fmt: skip
    response = browser(customer).get("/statements/", asked)
    assert asked_of(response)["from"] == "2026-02-01"
    assert segment(response, "Custom")


def test_other_period_wins_over_the_dates_it_finds(customer) -> None:
    asked = {"range": "year", **MARCH, "shown_from": MARCH["from"], "shown_to": MARCH["to"]}
    assert asked_of(browser(customer).get("/statements/", asked))["from"] == "2026-01-01"


def test_end_before_the_start_is_said_beside_the_field(customer) -> None:
    response = browser(customer).get("/statements/", {"from": "2026-03-31", "to": "2026-03-01"})
    assert response.status_code == 422
    assert "The end is before the start" in response.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "2026-03-31", "to": "2026-03-01"},
        {"range": "custom", "from": "01/09/2026"},
        {"type": "open item"},
        {"range": "last"},
    ],
)
def test_what_makes_no_sense_shows_no_figures_and_hands_out_no_file(customer, wrong) -> None:
    client = browser(customer)
    page = client.get("/statements/", wrong)
    assert page.status_code == 422
    shown = page.content.decode()
    assert "€" not in shown
    assert "errorlist" in shown or 'role="alert"' in shown
    for kind in ("pdf", "csv", "xlsx", "share"):
        response = client.get(f"/statements/{kind}/", wrong)
        assert response.status_code == 303
        assert response.headers["Location"].startswith("/statements/?")


def test_period_and_type_are_segments_that_keep_one_another(customer) -> None:
    asked = {"type": "open-items", "range": "year"}
    response = browser(customer).get("/statements/", asked)
    page = response.content.decode()
    assert segment(response, "Open items")
    assert segment(response, "Year")
    assert "?type=open-items&amp;range=quarter" in page
    assert "?type=activity&amp;range=year" in page


def test_custom_opens_the_dates_that_are_shown(customer) -> None:
    client = browser(customer)
    assert 'type="date"' not in client.get("/statements/").content.decode()
    page = client.get("/statements/", {"range": "custom", **MARCH}).content.decode()
    assert 'type="date" name="from" value="2026-03-01"' in page


def test_open_items_have_totals_and_say_what_is_late(customer) -> None:
    asked = {"type": "open-items", "from": "2026-04-01", "to": "2026-04-30"}
    shown = text_of(browser(customer).get("/statements/", asked))
    assert "Open on 30 Apr 2026" in shown
    assert "49 days overdue" in shown
    assert "2 invoices €150.00 €130.00" in shown
    assert "1 credit or deposit −€5.00 −€5.00" in shown
    assert "Net balance €125.00" in shown


def test_sum_leads_from_opening_to_closing(customer) -> None:
    shown = text_of(browser(customer).get("/statements/", MARCH))
    assert "1–31 Mar 2026" in shown
    expected = "Opening balance €100.00 + Charges €50.00 − Payments and credits €20.00 = Closing"
    assert expected in shown


def test_print_opens_the_pdf_in_the_browser(customer) -> None:
    client = browser(customer)
    kept = client.get("/statements/pdf/", MARCH).headers["Content-Disposition"]
    opened = client.get("/statements/pdf/", MARCH | {"inline": "1"}).headers["Content-Disposition"]
    assert kept.startswith("attachment")
    assert opened.startswith("inline")


@pytest.mark.parametrize("kind", ["balance-forward", "open-items", "activity"])
def test_link_in_the_address_bar_brings_the_same_statement(customer, kind) -> None:
    client = browser(customer)
    first = asked_of(client.get("/statements/", {"type": kind, **MARCH}))
    again = client.get("/statements/", first)
    assert asked_of(again) == first == {"type": kind, **MARCH}
    assert "€130.00" in text_of(again)


def test_htmx_gets_the_body_alone(customer) -> None:
    headers = {"HX-Request": "true", "HX-Target": "statement"}
    body = browser(customer).get("/statements/", MARCH, headers=headers).content.decode()
    assert '<div id="statement"' in body
    assert "<html" not in body


def test_buyer_without_the_right_finds_nothing(customer) -> None:
    for path in ("/statements/", "/statements/pdf/", "/statements/csv/", "/statements/xlsx/"):
        assert browser(customer, Role.BUYER).get(path).status_code == 403


def test_csv_has_every_line_and_runs_no_formula(customer) -> None:
    response = browser(customer).get("/statements/csv/", MARCH)
    rows = b"".join(response).decode("utf-8-sig").splitlines()
    assert rows[0] == "Date,Document,Number,Reference,Due date,Charges,Payments and credits,Balance"
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
    Address.objects.create(customer=customer, kind="billing", line1="1 Kettle Lane")
    content = browser(customer).get("/statements/pdf/", MARCH).content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    for part in (
        "Kettle Ltd",
        "1 Kettle Lane",
        "Reference",
        "€130.00",
        "€100.00",
        "Opening balance",
        "Closing balance",
        "DE89",
    ):
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
    from billing.payments.entry import record_payment

    for _number in range(count):
        record_payment(customer=customer, amount=Decimal(1), method="cash",
                       received_on=date(2026, 3, 9))  # fmt: skip
    client = browser(customer)
    with django_assert_num_queries(10):
        client.get("/statements/", MARCH)


def test_page_by_page(customer, monkeypatch) -> None:
    from billing.views import statements

    monkeypatch.setattr(statements, "LINES_A_PAGE", 1)
    client = browser(customer)
    first = client.get("/statements/", MARCH).content.decode()
    assert "Lines 1 to 1 of 2" in first
    assert "Opening balance</th>" in first
    second = client.get("/statements/", MARCH | {"page": "2"}).content.decode()
    assert "Closing balance</th>" in second
    assert "Opening balance</th>" not in second


def test_yen_and_dinar_keep_their_own_decimals() -> None:
    make_organization()
    for currency, amount in (("JPY", "¥1,234"), ("KWD", "1.234")):
        customer = make_customer(currency=currency)
        make_invoice(customer, 1234 if currency == "JPY" else "1.234", issued_on=date(2026, 3, 5))
        make_member(customer)
        assert amount in browser(customer).get("/statements/", MARCH).content.decode()
