import pytest
from django.test import Client

from accounts.models import Role
from tests.factories import (
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_retainer,
    pay,
)

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(customer, role: Role = Role.ACCOUNTS) -> Client:
    client = Client()
    client.force_login(make_member(customer, role), backend=BACKEND)
    return client


def test_open_invoices_and_retainers_are_listed_and_settled_ones_are_not() -> None:
    customer = make_customer()
    open_invoice, retainer = make_invoice(customer, 10), make_retainer(customer, 20)
    settled = make_invoice(customer, 30)
    pay(settled)
    page = browser(customer).get("/pay/").content.decode()
    assert f"/invoices/{open_invoice.number}/" in page
    assert f"/retainers/{retainer.number}/" in page
    assert f"/invoices/{settled.number}/" not in page


def test_one_invoice_can_be_singled_out() -> None:
    customer = make_customer()
    wanted, other = make_invoice(customer, 10), make_invoice(customer, 20)
    page = browser(customer).get("/pay/", {"invoice": wanted.number}).content.decode()
    assert f"/invoices/{wanted.number}/" in page
    assert f"/invoices/{other.number}/" not in page


def test_bank_details_say_how_to_pay() -> None:
    make_organization(bank_details="IBAN GB00 TEST")
    customer = make_customer()
    make_invoice(customer, 10)
    page = browser(customer).get("/pay/").content.decode()
    assert "IBAN GB00 TEST" in page
    assert customer.account_number in page


def test_nothing_to_pay_says_so() -> None:
    assert "There is nothing to pay" in browser(make_customer()).get("/pay/").content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BUYER])
def test_who_may_not_pay_finds_nothing(role: Role) -> None:
    assert browser(make_customer(), role).get("/pay/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_is_constant(count: int, django_assert_num_queries) -> None:
    customer = make_customer()
    for _ in range(count):
        make_invoice(customer, 30)
        make_retainer(customer, 30)
    client = browser(customer)
    with django_assert_num_queries(7):
        client.get("/pay/")
