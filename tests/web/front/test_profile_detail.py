from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Address, ContactPerson, Customer, Role
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
    make_retainer,
    make_staff,
    make_user,
    pay,
)

pytestmark = pytest.mark.django_db

URL = "/profile/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(customer: Customer, role: Role = Role.OWNER) -> Client:
    client = Client()
    client.force_login(make_member(customer, role), backend=BACKEND)
    return client


def text(client: Client, **headers: str) -> str:
    response = client.get(URL, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def today() -> date:
    return make_organization().today()


def test_balance_is_outstanding_less_credits_and_deposits(today: date) -> None:
    customer = make_customer(currency="GBP")
    make_invoice(customer, "1000", issued_on=today)
    make_credit_note(customer, "150.25", issued_on=today)
    make_payment(customer, "49.75", received_on=today)
    page = text(browser(customer))
    for figure in ("£1,000.00", "£150.25", "£49.75", "£800.00"):
        assert figure in page


def test_overdue_and_unpaid_retainers_stand_apart(today: date) -> None:
    customer = make_customer(currency="GBP")
    make_invoice(customer, "77", issued_on=today - timedelta(60), due_on=today - timedelta(1))
    make_retainer(customer, "500", issued_on=today)
    page = text(browser(customer))
    assert 'href="/invoices/?status=overdue"' in page
    assert "£500.00" in page
    assert "£577.00" not in page


def test_every_figure_of_the_balance_leads_to_its_rows(today: date) -> None:
    page = text(browser(make_customer()))
    for address in (
        "/invoices/?status=outstanding",
        "/credits/?status=open",
        "/deposits/?status=open",
        "/retainers/?status=outstanding",
        "/balance/",
    ):
        assert f'href="{address}"' in page


def test_last_payment_names_its_invoices(today: date) -> None:
    customer = make_customer(currency="GBP")
    invoice = make_invoice(customer, "80", issued_on=today)
    pay(invoice, "80", received_on=today, reference="BACS 4711")
    page = text(browser(customer))
    assert "BACS 4711" in page
    assert f'href="/invoices/{invoice.number}/"' in page


def test_customer_info_has_every_field_of_the_account() -> None:
    customer = make_customer(
        name="Blue Anchor Ltd",
        currency="GBP",
        email="ap@anchor.example",
        phone="+44 1",
        tax_id="GB 1",
        credit_limit=Decimal(5000),
        default_payment_method="bank_debit",
    )
    Address.objects.create(customer=customer, kind="billing", line1="1 Quay", city="Hull")
    ContactPerson.objects.create(customer=customer, name="Ada Byron", position="Buyer")
    page = text(browser(customer))
    for fact in (
        "Blue Anchor Ltd",
        "ap@anchor.example",
        "+44 1",
        "GB 1",
        customer.account_number,
        "Bank debit",
        "£5,000.00",
        "Active",
        "1 Quay",
        "Ada Byron",
    ):
        assert fact in page


def test_addresses_are_leafed_through_with_arrows() -> None:
    customer = make_customer()
    for street in ("First Street", "Second Street"):
        Address.objects.create(customer=customer, kind="shipping", line1=street)
    client = browser(customer)
    first = text(client)
    assert "First Street" in first
    assert "?address=2" in first
    second = client.get(
        URL, {"address": "2"}, headers={"HX-Request": "true", "HX-Target": "address-card"}
    )
    assert "Second Street" in second.content.decode()
    assert "<html" not in second.content.decode()


@pytest.mark.parametrize("asked", ["0", "-1", "99", "x", "²", ""])
def test_address_that_is_not_there_shows_one_that_is(asked: str) -> None:
    customer = make_customer()
    Address.objects.create(customer=customer, kind="billing", line1="Only Street")
    response = browser(customer).get(URL, {"address": asked})
    assert "Only Street" in response.content.decode()


def test_new_customer_sees_empty_states() -> None:
    page = text(browser(make_customer()))
    assert "No payment yet" in page
    assert "There is nothing to pay." in page
    assert "Nothing in this period" in page


def test_hold_is_said_with_its_reason() -> None:
    customer = make_customer(status="on_hold", hold_reason="Two invoices are overdue")
    page = text(browser(customer))
    assert "Two invoices are overdue" in page


def test_buyer_sees_the_company_and_no_money(today: date) -> None:
    customer = make_customer(name="Blue Anchor Ltd", currency="GBP", credit_limit=Decimal(5000))
    make_invoice(customer, "1234.56", issued_on=today)
    page = text(browser(customer, Role.BUYER))
    assert "Blue Anchor Ltd" in page
    assert "1,234.56" not in page
    assert "5,000.00" not in page
    assert "Balance summary" not in page


def test_buyer_asking_for_the_chart_alone_gets_no_figures(today: date) -> None:
    customer = make_customer(currency="GBP")
    make_invoice(customer, "1234.56", issued_on=today)
    part = text(browser(customer, Role.BUYER), **{"HX-Request": "true", "HX-Target": "sales-card"})
    assert "1,234" not in part


def test_viewer_sees_money_and_no_pay_button(today: date) -> None:
    customer = make_customer(currency="GBP")
    make_invoice(customer, "1234.56", issued_on=today)
    page = text(browser(customer, Role.VIEWER))
    assert "£1,234.56" in page
    assert "Pay balance" not in page


def test_reload_swaps_the_sales_card_alone(today: date) -> None:
    part = text(browser(make_customer()), **{"HX-Request": "true", "HX-Target": "sales-card"})
    assert part.strip().startswith('<section id="sales-card"')


def test_sales_of_an_old_customer_offer_the_latest_year(today: date) -> None:
    customer = make_customer()
    make_invoice(customer, 10, issued_on=date(2011, 12, 9))
    assert "?start=2011-01-01&amp;end=2011-12-31" in text(browser(customer))


@pytest.mark.parametrize("invoices", [1, 3])
def test_number_of_queries_does_not_depend_on_history(
    invoices: int, today: date, django_assert_num_queries
) -> None:
    customer = make_customer()
    for _ in range(invoices):
        pay(make_invoice(customer, 10, issued_on=today), received_on=today)
        Address.objects.create(customer=customer, kind="shipping", line1="x")
        ContactPerson.objects.create(customer=customer, name="x")
        make_credit_note(customer, 10, issued_on=today)
    client = browser(customer)
    with django_assert_num_queries(11):
        client.get(URL)


def test_stranger_signs_in_first() -> None:
    response = Client().get(URL)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{reverse('account_login')}?next=/profile/"


def test_front_door_leads_members_to_the_profile_and_staff_to_the_admin() -> None:
    assert browser(make_customer()).get("/").headers["Location"] == "/profile/"
    staff = Client()
    staff.force_login(make_staff(), backend=BACKEND)
    assert staff.get("/").headers["Location"] == "/staff/"


def test_person_without_a_company_is_told_so() -> None:
    client = Client()
    client.force_login(make_user(), backend=BACKEND)
    assert "not connected to a company" in client.get("/").content.decode()


def test_page_is_sent_compressed_and_small(today: date) -> None:
    customer = make_customer()
    for month in range(12):
        make_invoice(customer, 10, issued_on=today - timedelta(30 * month))
    response = browser(customer).get(URL, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) < 15_000
