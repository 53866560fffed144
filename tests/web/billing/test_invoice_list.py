from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import Customer, Role
from billing.documents.invoices import void_invoice, write_off_invoice
from tests.factories import (
    draft_invoice,
    make_customer,
    make_invoice,
    make_organization,
    pay,
)
from tests.web.billing.browsers import browser, numbers_in, text_of

pytestmark = pytest.mark.django_db

URL = "/invoices/"
HTMX = {"HX-Request": "true", "HX-Target": "invoice-table"}


@pytest.fixture
def today() -> date:
    return make_organization().today()


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="GBP", payment_terms_days=30)


@pytest.fixture
def one_of_each(customer: Customer, today: date) -> dict[str, str | None]:
    """An invoice of every standing, by its standing."""
    overdue = make_invoice(customer, 10, issued_on=today - timedelta(40))
    unpaid = make_invoice(customer, 20, issued_on=today - timedelta(5))
    partly = make_invoice(customer, 30, issued_on=today - timedelta(4))
    paid = make_invoice(customer, 40, issued_on=today - timedelta(3))
    void = make_invoice(customer, 50, issued_on=today - timedelta(2))
    written_off = make_invoice(customer, 60, issued_on=today - timedelta(1))
    pay(partly, 5, received_on=today)
    pay(paid, received_on=today)
    void_invoice(void, voided_on=today)
    write_off_invoice(written_off, written_off_on=today)
    draft_invoice(customer, 70, number="DRAFT-1")
    invoices = (overdue, unpaid, partly, paid, void, written_off)
    names = ("overdue", "unpaid", "partly", "paid", "void", "written_off")
    return dict(zip(names, (invoice.number for invoice in invoices), strict=True))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["overdue", "unpaid", "partly"]),
        ("?status=outstanding", ["overdue", "unpaid", "partly"]),
        ("?status=nonsense", ["overdue", "unpaid", "partly"]),
        ("?status=overdue", ["overdue"]),
        ("?status=paid", ["paid"]),
        ("?status=all", ["written_off", "void", "paid", "partly", "unpaid", "overdue"]),
    ],
)
def test_tab_shows_its_invoices_in_its_order(
    customer: Customer, one_of_each: dict[str, str], query: str, expected: list[str]
) -> None:
    response = browser(customer).get(URL + query)
    assert numbers_in(response) == [one_of_each[name] for name in expected]


def test_every_standing_has_its_word(customer: Customer, one_of_each: dict[str, str]) -> None:
    shown = text_of(browser(customer).get(f"{URL}?status=all"))
    for word in ("10 days overdue", "Unpaid", "Partly paid", "Paid", "Void", "Written off"):
        assert word in shown


def test_row_has_number_reference_dates_and_amounts(customer: Customer, today: date) -> None:
    invoice = make_invoice(
        customer, "1234.5", issued_on=date(2026, 3, 2), due_on=date(2999, 1, 9), po_number="PO-7"
    )
    pay(invoice, 1000)
    response = browser(customer).get(URL)
    shown = text_of(response)
    for part in ("PO-7", "2 Mar 2026", "9 Jan 2999", "£1,234.50", "£234.50"):
        assert part in shown
    assert f'href="/invoices/{invoice.number}/"' in response.content.decode()


def test_other_companys_invoices_are_not_listed(customer: Customer) -> None:
    make_invoice(make_customer(currency="GBP"))
    assert numbers_in(browser(customer).get(f"{URL}?status=all")) == []


@pytest.mark.parametrize("query", ["po-77", "PO-77", "77", "  PO-77 "])
def test_search_finds_number_or_po_number_in_any_case(customer: Customer, query: str) -> None:
    found = make_invoice(customer, po_number="PO-77")
    make_invoice(customer, po_number="XX")
    response = browser(customer).get(URL, {"q": query, "status": "all"})
    assert numbers_in(response) == [found.number]


@pytest.mark.parametrize("query", ["%", "_", "\\", "'", "x" * 100])
def test_search_takes_every_sign_as_itself(customer: Customer, query: str) -> None:
    make_invoice(customer)
    assert numbers_in(browser(customer).get(URL, {"q": query})) == []


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ({"from": "2026-03-02"}, [2, 3]),
        ({"to": "2026-03-02"}, [1, 2]),
        ({"from": "2026-03-02", "to": "2026-03-02"}, [2]),
        ({"due_from": "2026-04-02"}, [3]),
        ({"due_to": "2026-03-31"}, [1]),
    ],
)
def test_dates_narrow_the_list_both_ends_included(
    customer: Customer, query: dict[str, str], days: list[int]
) -> None:
    numbers = {
        day: make_invoice(customer, issued_on=date(2026, 3, day)).number for day in (1, 2, 3)
    }
    response = browser(customer).get(URL, {"status": "all", "sort": "issued_on"} | query)
    assert numbers_in(response) == [numbers[day] for day in days]


@pytest.mark.parametrize("value", ["02/03/2026", "2026-13-01", "yesterday", "\x00"])
def test_bad_date_is_said_beside_its_field_and_nothing_is_lost(
    customer: Customer, value: str
) -> None:
    make_invoice(customer, po_number="PO-77")
    response = browser(customer).get(URL, {"q": "PO-77", "from": value, "sort": "-total"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "such as 2026-01-31" in page
    assert 'value="PO-77"' in page
    assert 'name="sort" value="-total"' in page
    assert len(numbers_in(response)) == 1


def test_range_that_ends_before_it_starts_is_refused(customer: Customer) -> None:
    response = browser(customer).get(URL, {"from": "2026-03-02", "to": "2026-03-01"})
    assert response.status_code == 422
    assert "This is before the first day." in text_of(response)


@pytest.mark.parametrize("sort", ["number", "issued_on", "due_on", "total", "open"])
def test_list_sorts_both_ways(customer: Customer, sort: str) -> None:
    numbers = [
        make_invoice(customer, 10 + n, issued_on=date(2026, 3, 1 + n)).number for n in range(3)
    ]
    client = browser(customer)
    assert numbers_in(client.get(f"{URL}?sort={sort}")) == numbers
    assert numbers_in(client.get(f"{URL}?sort=-{sort}")) == numbers[::-1]


def test_list_has_pages(customer: Customer) -> None:
    numbers = [make_invoice(customer, issued_on=date(2026, 3, 1)).number for _ in range(26)]
    client = browser(customer)
    first = client.get(f"{URL}?sort=number")
    second = client.get(f"{URL}?sort=number&page=2")
    assert numbers_in(first) + numbers_in(second) == numbers
    assert "26 results" in text_of(client.get(f"{URL}?q=INV"))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Nothing outstanding"),
        ("?status=overdue", "Nothing overdue"),
        ("?status=paid", "No paid invoices yet"),
        ("?status=all", "No invoices yet"),
        ("?q=nothing", "No invoice matches."),
    ],
)
def test_empty_tab_says_so(customer: Customer, query: str, sentence: str) -> None:
    assert sentence in text_of(browser(customer).get(URL + query))


def test_htmx_gets_the_table_alone(customer: Customer) -> None:
    make_invoice(customer)
    part = browser(customer).get(URL, headers=HTMX).content.decode().strip()
    assert part.startswith('<section id="invoice-table">')
    assert part.endswith("</section>")


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_list(
    customer: Customer, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(count):
        pay(make_invoice(customer), 5)
    client = browser(customer)
    with django_assert_num_queries(7):  # type: ignore[attr-defined]
        assert len(numbers_in(client.get(URL))) == count


def test_stranger_is_sent_to_sign_in() -> None:
    assert Client().get(URL).url.startswith("/accounts/login/")  # type: ignore[attr-defined]


def test_buyer_finds_nothing_here(customer: Customer) -> None:
    assert browser(customer, Role.BUYER).get(URL).status_code == 404


def test_ticked_invoices_are_paid_by_who_may_pay_and_downloaded_by_everybody() -> None:
    customer = make_customer()
    make_invoice(customer, 10)
    pay(make_invoice(customer, 5))
    client, looking = browser(customer), browser(customer, Role.VIEWER)
    for one, status, may_pay in (
        (client, "all", True),
        (client, "paid", False),
        (looking, "all", False),
    ):
        page = one.get("/invoices/", {"status": status}).content.decode()
        assert page.count('name="invoice" value=') == (2 if status == "all" else 1)
        assert ("Pay what is ticked" in page) == may_pay
        assert 'value="invoices.ticked.zip" formaction="/exports/new/"' in page


def test_ticks_are_added_up() -> None:
    customer = make_customer()
    first, second = make_invoice(customer, 10), make_invoice(customer, 5)
    client, headers = browser(customer), {"HX-Request": "true", "HX-Target": "picked-sum"}
    query = {"invoice": [first.number, second.number]}
    summed = client.get("/pay/", query, headers=headers).content.decode()
    assert "2 invoices ticked: €15.00" in summed
    paid = make_invoice(customer, 7)
    pay(paid)
    query["invoice"].append(paid.number)
    assert "2 invoices ticked: €15.00" in client.get("/pay/", query, headers=headers).text
    assert "Tick what you want" in client.get("/pay/", headers=headers).content.decode()
