"""The way back to the list one came from, and to the documents before and after it there."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest

from accounts.models import Customer, Organization
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
from tests.web.billing.browsers import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer()


def rows(text: str) -> list[str]:
    """Where the rows of a list lead."""
    return [unescape(one) for one in re.findall(r'class="row-link" href="([^"]+)"', text)]


def beside(text: str) -> dict[str, str]:
    """Where `prev` and `next` of a document's page lead."""
    return {rel: unescape(url) for url, rel in re.findall(r'<a href="([^"]+)" rel="(\w+)"', text)}


def back(text: str) -> str:
    return unescape(re.search(r'class="crumb" href="([^"]+)"', text).group(1))


def read(client: Any, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return str(response.content.decode())


MAKERS = {
    "/invoices/": lambda customer, n: make_invoice(customer, 10 * n),
    "/credits/": lambda customer, n: make_credit_note(customer, 10 * n),
    "/retainers/": lambda customer, n: make_retainer(customer, 10 * n),
    "/deposits/": lambda customer, n: make_payment(customer, 10 * n),
    "/payments/": lambda customer, n: make_payment(customer, 10 * n),
}


@pytest.mark.parametrize("path", MAKERS)
@pytest.mark.parametrize("query", ["", "?sort=total", "?sort=-total&status=all", "?sort=number"])
def test_whole_list_is_walked_forwards_and_backwards(
    customer: Customer, path: str, query: str
) -> None:
    for n in (3, 1, 2, 2):
        MAKERS[path](customer, n)
    client = browser(customer)
    wanted = rows(read(client, path + query))
    assert len(wanted) == 4
    walked, url = [], wanted[0]
    while url:
        walked.append(url)
        url = beside(read(client, url)).get("next", "")
    assert walked == wanted
    walked, url = [], wanted[-1]
    while url:
        walked.append(url)
        url = beside(read(client, url)).get("prev", "")
    assert walked == wanted[::-1]
    assert "2 of 4" in read(client, wanted[1])


def test_filters_travel_along_and_the_way_back_leads_to_the_same_rows(customer: Customer) -> None:
    for day, number in ((1, "A"), (2, "B"), (3, "C"), (20, "D")):
        make_invoice(customer, 10, number=f"INV-{number}", issued_on=date(2026, 3, day))
    client = browser(customer)
    list_url = "/invoices/?status=all&from=2026-03-02&to=2026-03-10&q=INV"
    wanted = rows(read(client, list_url))
    assert [one.split("/")[2] for one in wanted] == ["INV-C", "INV-B"]
    text = read(client, wanted[0])
    assert beside(text) == {"next": wanted[1]}
    assert rows(read(client, back(text))) == wanted
    assert back(text).startswith("/invoices/?")


def test_document_that_has_left_the_list_meanwhile_still_leads_on(customer: Customer) -> None:
    """It was paid while one looked at it: no place any more, but a before and an after."""
    _, second, _ = (make_invoice(customer, 10) for _ in range(3))
    client = browser(customer)
    wanted = rows(read(client, "/invoices/?status=outstanding&sort=number"))
    pay(second)
    text = read(client, wanted[1])
    assert beside(text) == {"prev": wanted[0], "next": wanted[2]}
    assert " of 2" not in text


@pytest.mark.parametrize("query", ["", "?status=none-such", "?status=all&from=yesterday", "?q=x"])
def test_who_came_another_way_sees_the_whole_lists_link_alone(
    customer: Customer, query: str
) -> None:
    make_invoice(customer, 10)
    invoice = make_invoice(customer, 10)
    text = read(browser(customer), f"/invoices/{invoice.number}/{query}")
    assert beside(text) == {}
    assert back(text) == "/invoices/"


def test_other_companys_documents_are_never_beside_ones_own(customer: Customer) -> None:
    make_invoice(make_customer(), 10)
    own = make_invoice(customer, 10)
    make_invoice(make_customer(), 10)
    text = read(browser(customer), f"/invoices/{own.number}/?status=all")
    assert beside(text) == {}
    assert "1 of 1" in text


@pytest.mark.parametrize("count", [3, 9])
def test_two_more_statements_however_long_the_list(
    customer: Customer, count: int, django_assert_num_queries: Any
) -> None:
    invoices = [make_invoice(customer, 10) for _ in range(count)]
    client = browser(customer)
    url = f"/credits/{make_credit_note(customer).number}/"
    with django_assert_num_queries(10):
        client.get(url)
    with django_assert_num_queries(12):
        client.get(f"{url}?status=all")
    assert item_of(invoices[0]).open == 10
    assert Organization.current().name
