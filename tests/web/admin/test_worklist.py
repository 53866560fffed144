"""Whom to call first, and why."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.company.notes import write_note
from accounts.models import Customer, CustomerNote, Organization, User
from billing.balance import Bucket
from billing.documents.disputes import raise_dispute
from portal.staff.receivables.worklist import (
    OVERDUE_AGES,
    priority_of,
    question_now,
    worklist_of,
    worklist_sums,
)
from tests.factories import make_customer, make_invoice, make_member, make_payment
from tests.web.admin.conftest import staff_with

PAGE = reverse("admin:receivables-worklist")
PAGES = (
    "receivables-worklist",
    "receivables-cash",
    "receivables-figures",
)


def late(customer: Customer, days: int, amount: int = 100) -> Any:
    day = Organization.current().today() - timedelta(days)
    return make_invoice(customer, amount, issued_on=day, due_on=day)


def listed(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{PAGE}?currency=GBP{query}")
    return [one.row.name for one in page.context["rows"]]


def ages(d30: int = 0, d60: int = 0, d90: int = 0, older: int = 0) -> dict[Bucket, Decimal]:
    return dict(zip(OVERDUE_AGES, map(Decimal, (d30, d60, d90, older)), strict=True))


def test_old_debt_comes_before_young_of_the_same_amount(staff_client: Client) -> None:
    late(make_customer("Young", "GBP"), 10)
    late(make_customer("Old", "GBP"), 100)
    assert listed(staff_client) == ["Old", "Young"]


def test_who_owes_nothing_late_is_not_listed(staff_client: Client) -> None:
    late(make_customer("Prompt", "GBP"), 0)
    assert listed(staff_client) == []


@pytest.mark.parametrize(
    ("amounts", "is_over", "is_silent", "expected"),
    [
        (ages(100), False, False, "100"),
        (ages(100, 100, 100, 100), False, False, "750"),
        (ages(100), True, False, "130"),
        (ages(100), True, True, "156"),
    ],
)
def test_priority_is_the_arithmetic_the_page_tells(
    amounts: dict[Bucket, Decimal], *, is_over: bool, is_silent: bool, expected: str
) -> None:
    assert priority_of(amounts, is_over_limit=is_over, is_silent=is_silent) == Decimal(expected)


def test_the_list_reckons_as_the_arithmetic_says(staff: User) -> None:
    over = make_customer("Over", "GBP", credit_limit=50)
    for days in (10, 40, 70, 120):
        late(over, days, days)
    told = make_customer("Told", "GBP")
    late(told, 40)
    write_note(told, body="Called", author=staff, key=uuid4())
    today = Organization.current().today()
    rows = {row.name: row for row in worklist_of(question_now(today, "GBP"), limit=None)}
    assert rows["Over"].priority == priority_of(
        ages(10, 40, 70, 120), is_over_limit=True, is_silent=True
    )
    assert rows["Told"].priority == priority_of(ages(0, 100), is_over_limit=False, is_silent=False)


def test_what_is_disputed_presses_nobody(staff_client: Client) -> None:
    customer = make_customer("Disputing", "GBP")
    raise_dispute(late(customer, 100, 900), reason="price", comment="", by=make_member(customer))
    late(make_customer("Owing", "GBP"), 5, 10)
    assert listed(staff_client) == ["Owing", "Disputing"]
    assert "£900.00 disputed" in staff_client.get(f"{PAGE}?currency=GBP").content.decode()


def test_the_row_says_why_it_is_there(staff_client: Client) -> None:
    late(make_customer("Late", "GBP", credit_limit=1), 100)
    (row,) = staff_client.get(f"{PAGE}?currency=GBP").context["rows"]
    assert row.why == "Over 90 days overdue, over the credit limit, no contact yet"


def test_an_old_contact_counts_its_days(staff_client: Client, staff: User) -> None:
    customer = make_customer("Late", "GBP")
    late(customer, 5)
    note = CustomerNote(customer=customer, author=staff, body="Called")
    note.save()
    page = staff_client.get(f"{PAGE}?currency=GBP")
    assert "no contact" not in page.context["rows"][0].why
    asked = question_now(Organization.current().today(), "GBP")
    (row,) = worklist_of(asked, limit=None)
    assert row.silent_days(timezone.now() + timedelta(20)) == 20


def test_filters_narrow_the_list(staff_client: Client, staff: User) -> None:
    mine = make_customer("Mine", "GBP", account_manager=staff)
    late(mine, 10)
    late(make_customer("Nobody's", "GBP"), 100)
    assert listed(staff_client, "&manager=me") == ["Mine"]
    assert listed(staff_client, "&manager=nobody") == ["Nobody's"]
    assert listed(staff_client, "&age=91") == ["Nobody's"]
    assert listed(staff_client, "&q=min") == ["Mine"]
    write_note(mine, body="Called", author=staff, key=uuid4())
    assert listed(staff_client, "&silent=on") == ["Nobody's"]


def test_the_sums_are_what_is_overdue_together(staff_client: Client) -> None:
    for days in (10, 40, 70, 120):
        customer = make_customer(f"C{days}", "GBP")
        late(customer, days, days)
        make_payment(customer, 5)
    count, sums = worklist_sums(question_now(Organization.current().today(), "GBP"))
    assert count == 4
    assert list(sums.values()) == [10, 40, 70, 120]


def test_csv_has_the_same_rows_in_the_same_order(staff_client: Client) -> None:
    late(make_customer("Young", "GBP"), 10)
    late(make_customer("Old", "GBP"), 100)
    url = reverse("admin:receivables-worklist-file", args=["csv"])
    answer = staff_client.get(f"{url}?currency=GBP")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined] # a stream
    _headings, *rows = csv.reader(io.StringIO(text))
    assert [row[1] for row in rows] == ["Old", "Young"]
    assert rows[0][3] == "100.00"


@pytest.mark.parametrize("name", PAGES)
def test_pages_need_the_right_to_see_open_items(client: Client, name: str) -> None:
    client.force_login(staff_with("accounts.view_customer"))
    assert client.get(reverse(f"admin:{name}")).status_code == 403


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("query", ["?currency=XXX", "?manager=9²", "?age=-1", "?page=0", "?q=%25"])
def test_odd_addresses_still_show_the_pages(staff_client: Client, name: str, query: str) -> None:
    late(make_customer("Late", "GBP"), 10)
    assert staff_client.get(reverse(f"admin:{name}") + query).status_code == 200


@pytest.mark.parametrize(
    "query", ["", "?age=1-30", "?age=unapplied", "?as_of=2199-01-01", "?as_of=x"]
)
def test_the_invoices_of_a_cell_are_listed(staff_client: Client, query: str) -> None:
    customer = make_customer("Late", "GBP")
    invoice = late(customer, 10)
    page = staff_client.get(reverse("admin:customer-aged", args=[customer.pk]) + query)
    assert invoice.number in page.content.decode()


@pytest.mark.parametrize("count", [1, 60])
def test_statements_do_not_grow_with_the_accounts(
    staff_client: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        late(make_customer(f"Customer {number}", "GBP"), 10)
    staff_client.get(PAGE)  # counts the queues of the navigation
    with django_assert_num_queries(12):
        staff_client.get(f"{PAGE}?currency=GBP")


def test_the_months_show_figures_and_their_meaning(staff_client: Client) -> None:
    late(make_customer("Late", "EUR"), 40)
    page = staff_client.get(reverse("admin:receivables-figures"))
    assert page.context["months"][-1].balance == 100
    assert "Collection effectiveness of the month" in page.content.decode()


def test_ticked_accounts_are_acted_on_together(staff_client: Client) -> None:
    customer = make_customer("Late", "GBP")
    late(customer, 10)
    page = staff_client.get(f"{PAGE}?currency=GBP").content.decode()
    act = reverse("admin:bulk", args=["statement"])
    assert f'formaction="{act}"' in page
    asked = staff_client.post(act, {"customer": [customer.pk]})
    assert [row.customer for row in asked.context["rows"]] == [customer]


def test_who_may_only_look_ticks_nothing(client: Client) -> None:
    late(make_customer("Late", "GBP"), 10)
    client.force_login(staff_with("billing.view_openitem"))
    page = client.get(f"{PAGE}?currency=GBP").content.decode()
    assert "formaction" not in page
    assert 'name="customer"' not in page
