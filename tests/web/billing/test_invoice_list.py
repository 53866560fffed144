import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import Customer, Role
from billing.documents.invoices import void_invoice, write_off_invoice
from portal.kit.lists import counting, drawn, paging
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
HTMX = {"HX-Request": "true", "HX-Target": "document-list"}


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
        customer, "1234.5", issued_on=date(2026, 3, 2), due_on=date(2199, 1, 9), po_number="PO-7"
    )
    pay(invoice, 1000)
    response = browser(customer).get(URL)
    shown = text_of(response)
    for part in ("PO-7", "2 Mar 2026", "9 Jan 2199", "£1,234.50", "£234.50"):
        assert part in shown
    assert f'href="/invoices/{invoice.number}/?status=outstanding"' in response.content.decode()


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
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_bad_date_is_said_beside_its_field_and_nothing_typed_is_lost(
    customer: Customer, value: str, headers: dict[str, str]
) -> None:
    make_invoice(customer, po_number="PO-77")
    query = {"q": "PO-77", "from": value, "sort": "-total"}
    response = browser(customer).get(URL, query, headers=headers)
    assert response.status_code == 422
    page = response.content.decode()
    assert "such as 2026-01-31" in page
    assert 'value="PO-77"' in page
    assert 'name="sort" value="-total"' in page


def test_old_rows_never_stand_under_a_filter_that_makes_no_sense(customer: Customer) -> None:
    make_invoice(customer, 77)
    response = browser(customer).get(URL, {"from": "soon"}, headers=HTMX)
    assert numbers_in(response) == []
    shown = text_of(response)
    assert "Nothing is shown until the filters are corrected" in shown
    assert "77.00" not in shown


def test_range_that_ends_before_it_starts_is_refused(customer: Customer) -> None:
    response = browser(customer).get(URL, {"from": "2026-03-02", "to": "2026-03-01"})
    assert response.status_code == 422
    assert "The end is before the start." in text_of(response)


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
    assert "1–25 of 26" in text_of(first)
    last = client.get(f"{URL}?sort=number&page=2")
    assert "26–26 of 26" in text_of(last)
    assert "Outstanding invoices · page 2" in text_of(last)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Nothing outstanding"),
        ("?status=overdue", "Nothing overdue"),
        ("?status=paid", "No paid invoices yet"),
        ("?status=all", "No invoices yet"),
        ("?q=nothing", "No invoice matches"),
    ],
)
def test_empty_tab_says_so(customer: Customer, query: str, sentence: str) -> None:
    assert sentence in text_of(browser(customer).get(URL + query))


def test_htmx_gets_the_table_alone(customer: Customer) -> None:
    make_invoice(customer)
    part = browser(customer).get(URL, headers=HTMX).content.decode().strip()
    assert part.startswith("<title>Outstanding invoices")
    assert '<section id="document-list"' in part
    assert 'id="list-downloads" class="btn-row" hx-swap-oob="true"' in part
    assert "<main" not in part


def test_address_that_htmx_shows_has_no_empty_parameters(customer: Customer) -> None:
    query = {"q": "INV", "from": "", "to": "", "status": "all"}
    pushed = browser(customer).get(URL, query, headers=HTMX).headers["HX-Push-Url"]
    assert pushed == "/invoices/?q=INV&status=all"


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_list(
    customer: Customer, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(count):
        pay(make_invoice(customer), 5)
    client = browser(customer)
    with django_assert_num_queries(11):  # type: ignore[attr-defined]
        assert len(numbers_in(client.get(URL))) == count


def test_stranger_is_sent_to_sign_in() -> None:
    assert Client().get(URL).url.startswith("/accounts/login/")  # type: ignore[attr-defined]


def test_buyer_finds_nothing_here(customer: Customer) -> None:
    assert browser(customer, Role.BUYER).get(URL).status_code == 403


@pytest.mark.parametrize("q", ["£1,143.24", "1143.24", " 1 143.24", "1,143.24"])
def test_search_finds_an_amount_as_it_is_pasted(customer: Customer, q: str) -> None:
    found = make_invoice(customer, "1143.24")
    make_invoice(customer, "1143.25")
    assert numbers_in(browser(customer).get(URL, {"q": q})) == [found.number]


def test_tabs_say_how_many_there_are_under_the_same_filters(
    customer: Customer, one_of_each: dict[str, str]
) -> None:
    shown = text_of(browser(customer).get(URL))
    assert "Outstanding 3 Overdue 1 Paid 1 All 6" in shown
    since = {"from": make_organization().today() - timedelta(5)}
    assert "Outstanding 2 Overdue 0 Paid 1 All 5" in text_of(browser(customer).get(URL, since))


def test_foot_adds_up_what_is_filtered_on_all_pages_and_no_void_one(customer: Customer) -> None:
    for _ in range(26):
        make_invoice(customer, 100)
    pay(make_invoice(customer, 10), 4)
    void_invoice(make_invoice(customer, 5000), voided_on=date(2026, 4, 1))
    shown = text_of(browser(customer).get(f"{URL}?status=all"))
    assert re.search(r"28 invoices +£2,610.00 £2,606.00", shown)


def test_more_than_a_thousand_are_not_added_up_and_that_is_said(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MAX_COUNTED", 2)
    monkeypatch.setattr(drawn, "MAX_COUNTED", 2)
    monkeypatch.setattr(paging, "MAX_COUNTED", 2)
    for _ in range(3):
        make_invoice(customer, 100)
    shown = text_of(browser(customer).get(URL))
    for words in ("Outstanding 2+", "2+ invoices", "Totals are shown for up to 2 rows."):
        assert words in shown
    assert "300.00" not in shown


def test_what_is_set_stands_in_chips_that_remove_it(customer: Customer) -> None:
    query = {"due_to": "2026-11-30", "status": "all", "sort": "-total"}
    page = browser(customer).get(URL, query).content.decode()
    assert "until 30 Nov 2026" in page
    assert 'href="?status=all&amp;sort=-total"' in page


def test_presets_of_the_due_date_are_links_that_keep_the_rest(
    customer: Customer, today: date
) -> None:
    page = browser(customer).get(URL, {"q": "INV"}).content.decode()
    assert f'href="?q=INV&amp;due_to={today - timedelta(1)}"' in page


def test_group_is_filtered_by_company_in_a_select(customer: Customer) -> None:
    below = make_customer("Kettle Japan", currency="JPY", parent=customer)
    make_invoice(customer, 10), make_invoice(below, 1200)
    client = browser(customer)
    customer.memberships.update(includes_subsidiaries=True)
    both = client.get(URL)
    assert f'<option value="{below.account_number}">Kettle Japan</option>' in both.text
    assert re.search("£10.00 £10.00 .* JP¥1,200 JP¥1,200", text_of(both))
    one = client.get(URL, {"company": below.account_number})
    assert len(numbers_in(one)) == 1
    assert "Company Kettle Japan" in text_of(one)


def test_rows_are_compact_where_this_browser_chose_so(customer: Customer) -> None:
    make_invoice(customer)
    client = browser(customer)
    assert "list-compact" not in client.get(URL).text
    client.cookies["density"] = "compact"
    assert 'class="list list-compact"' in client.get(URL).text


def test_selected_invoices_are_paid_by_who_may_pay_and_downloaded_by_everybody() -> None:
    customer = make_customer()
    make_invoice(customer, 10)
    client, looking = browser(customer), browser(customer, Role.VIEWER)
    for one, may_pay in ((client, True), (looking, False)):
        page = one.get("/invoices/").content.decode()
        assert page.count('name="invoice" value=') == 1
        assert ("Pay selected" in page) == may_pay
        assert 'name="download" value="invoices.ticked.zip"' in page


def test_selected_invoices_are_added_up_without_those_one_cannot_pay_here() -> None:
    customer, other = make_customer(), make_customer()
    first, second = make_invoice(customer, 10), make_invoice(customer, 5)
    paid, foreign = make_invoice(customer, 7), make_invoice(other, 900)
    pay(paid)
    client, headers = browser(customer), {"HX-Request": "true", "HX-Target": "list-selected"}
    numbers = [one.number for one in (first, second, paid, foreign)]
    shown = client.get(URL, {"invoice": [*numbers, "\0"]}, headers=headers).text
    assert "3 selected" in shown
    assert "Pay €15.00" in shown
    nothing = client.get(URL, headers=headers).text
    assert "0 selected" in nothing
    assert "Pay selected" in nothing
