from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organization
from tests.factories import make_customer, make_invoice, make_payment
from tests.web.admin.conftest import staff_with

PAGE = reverse("admin:receivables")


def text(client: Client, query: str = "") -> str:
    return client.get(PAGE + query).content.decode()


@pytest.fixture
def late(staff_client: Client) -> None:
    today = Organization.current().today()
    customer = make_customer("Late Ltd", "GBP")
    day = today - timedelta(45)
    make_invoice(customer, 250, issued_on=day, due_on=day)
    make_payment(customer, 20, received_on=today)


@pytest.mark.usefixtures("late")
def test_each_account_has_its_ages_and_the_sums_are_below(staff_client: Client) -> None:
    page = staff_client.get(PAGE + "?currency=GBP")
    (row,) = page.context["rows"]
    assert (row.account.overdue, row.account.balance, row.days_overdue) == (250, 230, 45)
    assert page.context["sums"].balance == 230
    assert "Late Ltd" in page.content.decode()


@pytest.mark.usefixtures("late")
def test_an_earlier_day_is_read_from_the_ledger(staff_client: Client) -> None:
    day = Organization.current().today() - timedelta(1)
    page = staff_client.get(f"{PAGE}?currency=GBP&as_of={day}")
    assert page.context["sums"].balance == 250


@pytest.mark.usefixtures("late")
def test_a_later_day_is_refused_with_a_sentence(staff_client: Client) -> None:
    page = text(staff_client, "?as_of=2199-01-01")
    assert "Choose today or an earlier day." in page


@pytest.mark.parametrize(
    "query", ["?as_of=yesterday", "?currency=XXX", "?show=all", "?sort=;", "?page=-1", "?page=9²"]
)
@pytest.mark.usefixtures("late")
def test_odd_addresses_still_show_the_page(staff_client: Client, query: str) -> None:
    assert staff_client.get(PAGE + query).status_code == 200


@pytest.mark.usefixtures("late")
def test_csv_has_every_account(staff_client: Client) -> None:
    response = staff_client.get(reverse("admin:receivables-file", args=["csv"]) + "?currency=GBP")
    lines = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined] # a stream
    _headings, row = csv.reader(io.StringIO(lines))
    ages = ["0.00", "0.00", "250.00", "0.00", "0.00"]
    assert row[1:-1] == ["Late Ltd", "250.00", *ages, "-20.00", "230.00", "GBP"]


@pytest.mark.usefixtures("late")
def test_xlsx_is_a_spreadsheet(staff_client: Client) -> None:
    response = staff_client.get(reverse("admin:receivables-file", args=["xlsx"]))
    assert b"".join(response.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined] # a stream


def test_no_other_file_is_made(staff_client: Client) -> None:
    assert staff_client.get(reverse("admin:receivables-file", args=["pdf"])).status_code == 404


@pytest.mark.django_db
def test_needs_the_right_to_see_open_items(client: Client) -> None:
    client.force_login(staff_with("accounts.view_customer"))
    assert client.get(PAGE).status_code == 403
    assert reverse("admin:receivables") not in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("count", [1, 60])
def test_statements_do_not_grow_with_the_accounts(
    staff_client: Client, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        make_invoice(make_customer(f"Customer {number}", "GBP"))
    text(staff_client, "?currency=GBP")  # counts the queues of the navigation
    with django_assert_num_queries(13):
        text(staff_client, "?currency=GBP")
