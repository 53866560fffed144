import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Address, ContactPerson, Customer, Role
from billing.models import AttemptLine, PaymentAttempt
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


def plain(page: str) -> str:
    """What one reads: without tags, spaces as one."""
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


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
    customer = make_customer()
    make_invoice(customer, 100)
    make_retainer(customer, 50)
    page = text(browser(customer))
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
        tax_treatment="reverse_charge",
    )
    make_invoice(customer, 10)
    Address.objects.create(customer=customer, kind="billing", line1="1 Quay", city="Hull")
    ContactPerson.objects.create(customer=customer, name="Ada Byron", position="Buyer")
    page = text(browser(customer))
    for fact in (
        "Blue Anchor Ltd",
        "ap@anchor.example",
        "+44 1",
        "GB 1",
        "Reverse charge",
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


def test_new_account_sees_what_will_happen_and_no_zeros() -> None:
    page = text(browser(make_customer(currency="GBP", credit_limit=Decimal(500))))
    assert "Your account is open." in page
    assert "£500.00 of credit is available to you." in page
    assert "Invite a colleague" in page
    assert "Customer sales" not in page
    assert "£0.00" not in page.replace("£0.00 of £500.00", "")


def test_new_account_offers_each_person_only_what_they_may_do() -> None:
    page = text(browser(make_customer(), Role.VIEWER))
    assert "Your account is open." in page
    assert "While you wait" not in page


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
    assert "Pay everything" not in page
    assert "View statement" in page


def test_what_is_owed_is_split_into_overdue_and_everything(today: date) -> None:
    customer = make_customer(currency="GBP")
    make_invoice(customer, 100, due_on=today - timedelta(118))
    make_invoice(customer, 50, due_on=today - timedelta(3))
    make_invoice(customer, 25, due_on=today + timedelta(9))
    page = plain(text(browser(customer)))
    assert "You owe £175.00" in page
    assert "£150.00 overdue 2 invoices, the oldest 118 days" in page
    assert "Over 90 days 1 invoice £100.00" in page
    assert page.index("Pay overdue") < page.index("Pay everything")


def test_nothing_overdue_leaves_one_way_to_pay(today: date) -> None:
    customer = make_customer(currency="GBP")
    make_invoice(customer, 25, due_on=today)
    page = plain(text(browser(customer)))
    assert "Nothing is overdue." in page
    assert "Pay overdue" not in page
    assert "Pay everything" in page


def test_balance_in_the_customers_favour_is_neither_red_nor_to_be_paid(today: date) -> None:
    customer = make_customer(currency="GBP")
    make_invoice(customer, 450, due_on=today + timedelta(20))
    payment = make_payment(customer, 6000)
    page = text(browser(customer))
    shown = plain(page)
    assert "In your favour £5,550.00" in shown
    assert "Use £450.00 of your deposits" in shown
    assert "Deposits £6,000.00 + Available credits £0.00 − Outstanding invoices £450.00" in shown
    assert f"/payments/{payment.number}/" in page
    assert "Pay everything" not in shown
    assert "negative" not in page


def test_being_processed_shows_only_where_something_is(today: date) -> None:
    customer = make_customer(currency="GBP")
    invoice = make_invoice(customer, 40)
    assert "Being processed" not in text(browser(customer))
    attempt = PaymentAttempt.objects.create(
        customer=customer, currency="GBP", amount=40, method="card", state="processing", request={}
    )
    AttemptLine.objects.create(attempt=attempt, item=invoice.open_item, amount=40)
    assert "Being processed £40.00" in plain(text(browser(customer)))


def test_figure_of_nothing_to_pay_is_friendly(today: date) -> None:
    customer = make_customer(currency="GBP")
    pay(make_invoice(customer, 40))
    page = plain(text(browser(customer)))
    assert "You owe £0.00 You're all settled." in page
    assert "Needs your attention" not in page


def test_impossible_dates_of_the_chart_are_answered_beside_the_field(today: date) -> None:
    customer = make_customer(currency="GBP")
    make_invoice(customer, 40, issued_on=today)
    response = browser(customer).get(URL, {"period": "custom", "start": "2026-05-02", "end": "x"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'class="errorlist" id="id_end_error"' in page
    assert "Correct the dates to see the figures." in page
    assert '<svg class="chart"' not in page


def test_reload_swaps_the_sales_card_alone(today: date) -> None:
    part = text(browser(make_customer()), **{"HX-Request": "true", "HX-Target": "sales-card"})
    assert '<section id="sales-card"' in part
    assert "<html" not in part
    assert "Customer info" not in part


def test_sales_of_an_old_customer_offer_the_latest_year(today: date) -> None:
    customer = make_customer()
    make_invoice(customer, 10, issued_on=date(2011, 12, 9))
    assert "start=2011-01-01&amp;end=2011-12-31" in text(browser(customer))


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
    with django_assert_num_queries(25):
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
