from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.company.account_hold import set_hold
from accounts.models import Customer, Role
from tests.factories import make_customer, make_invoice, make_organization, pay
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db
Release = Customer.HoldRelease
LATE = timezone.now().date() - timedelta(40)


@pytest.fixture
def customer() -> Customer:
    make_organization(email="credit@acme.example", phone="+44 1632 960 000")
    return make_customer("Bright Ltd", credit_limit=100)


def held(customer: Customer, release: Release = Release.NOTHING_OVERDUE) -> Customer:
    return set_hold(customer, reason="Two cheques came back", release=release)


def test_page_says_why_since_when_and_what_ends_it(customer: Customer) -> None:
    first = make_invoice(customer, 30, due_on=LATE)
    make_invoice(customer, 50, due_on=timezone.now().date() + timedelta(9))
    held(customer)
    response = browser(customer).get("/hold/")
    shown = text_of(response)
    for part in ("Two cheques came back", "To settle €30.00", first.number, "40"):
        assert str(part) in shown
    assert f'href="/pay/?invoice={first.number}"' in response.content.decode()


def test_page_below_the_limit_says_how_much_is_enough(customer: Customer) -> None:
    make_invoice(customer, 130, due_on=LATE)
    held(customer, Release.BELOW_LIMIT)
    shown = text_of(browser(customer).get("/hold/"))
    assert "To pay €30.00" in shown
    assert "owes €130.00 and its credit limit is €100.00" in shown
    assert "€30.00 of it is enough" in shown


def test_page_by_staff_says_whom_to_ask_and_what_is_overdue(customer: Customer) -> None:
    make_invoice(customer, 30, due_on=LATE)
    held(customer, Release.BY_STAFF)
    response = browser(customer).get("/hold/")
    assert "Our staff will lift this hold" in text_of(response)
    assert "Overdue now €30.00" in text_of(response)
    assert "mailto:credit@acme.example" in response.content.decode()


def test_page_says_when_the_condition_is_met_already(customer: Customer) -> None:
    held(customer)
    assert "The hold will lift in a moment" in text_of(browser(customer).get("/hold/"))


def test_who_is_not_on_hold_reads_that(customer: Customer) -> None:
    assert "Your account is not on hold" in text_of(browser(customer).get("/hold/"))


def test_who_may_see_no_invoices_reads_the_reason_and_no_figures(customer: Customer) -> None:
    invoice = make_invoice(customer, 30, due_on=LATE)
    held(customer)
    client = browser(customer, Role.BUYER)
    for page in ("/hold/", "/profile/"):
        shown = text_of(client.get(page))
        assert "Two cheques came back" in shown
        assert "€30.00" not in shown
        assert str(invoice.number) not in shown


def test_who_may_not_pay_is_offered_no_payment(customer: Customer) -> None:
    make_invoice(customer, 30, due_on=LATE)
    held(customer)
    client = browser(customer, Role.VIEWER)
    for page in ("/hold/", "/invoices/"):
        response = client.get(page)
        assert "€30.00" in text_of(response)
        assert "/pay/" not in response.content.decode()


def test_banner_on_other_pages_names_reason_amount_and_invoices(customer: Customer) -> None:
    invoices = [make_invoice(customer, 10, due_on=LATE + timedelta(day)) for day in range(5)]
    held(customer)
    response = browser(customer).get("/payments/")
    shown = text_of(response)
    assert "Two cheques came back" in shown
    assert "as soon as the 5 overdue invoices (€50.00) are paid" in shown
    assert f"{invoices[0].number} {invoices[1].number} {invoices[2].number}" in shown
    assert "and 2 more" in shown
    query = "&amp;".join(f"invoice={invoice.number}" for invoice in invoices)
    assert f"/pay/?{query}" in response.content.decode()


def test_banner_costs_one_statement_and_only_on_hold(
    customer: Customer, django_assert_max_num_queries: Any
) -> None:
    for day in range(3):
        make_invoice(customer, 10, due_on=LATE + timedelta(day))
    client = browser(customer)
    client.get("/payments/")
    with django_assert_max_num_queries(99) as without:
        client.get("/payments/")
    held(customer)
    with django_assert_max_num_queries(99) as with_banner:
        client.get("/payments/")
    assert len(with_banner) == len(without) + 1


@pytest.mark.parametrize("invoices", [1, 3])
def test_page_asks_the_same_for_one_invoice_and_three(
    customer: Customer, invoices: int, django_assert_num_queries: Any
) -> None:
    for _ in range(invoices):
        make_invoice(customer, 10, due_on=LATE)
    held(customer)
    client = browser(customer)
    client.get("/hold/")
    with django_assert_num_queries(9):
        client.get("/hold/")


def test_on_hold_everything_is_seen_and_paid_as_before(customer: Customer) -> None:
    invoice = make_invoice(customer, 30, due_on=LATE)
    paid = pay(invoice, 5)
    held(customer)
    client = browser(customer)
    pages = ["/profile/", "/invoices/", f"/invoices/{invoice.number}/", "/pay/", "/balance/"]
    for page in [*pages, f"/payments/{paid.number}/", f"/invoices/{invoice.number}/pdf/"]:
        assert client.get(page).status_code == 200
