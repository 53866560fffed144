from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import Role
from billing.balance import Bucket
from billing.statements.ageing_table import bucket_url
from tests.factories import (
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
)

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def browser(customer, role: Role = Role.VIEWER) -> Client:
    client = Client()
    client.force_login(make_member(customer, role), backend=BACKEND)
    return client


def test_each_bucket_leads_to_exactly_its_invoices() -> None:
    today = make_organization().today()
    customer = make_customer()
    due = {
        Bucket.NOT_DUE: today,
        Bucket.DAYS_1_30: today - timedelta(1),
        Bucket.DAYS_31_60: today - timedelta(31),
        Bucket.DAYS_61_90: today - timedelta(90),
        Bucket.OVER_90: today - timedelta(91),
    }
    numbers = {
        bucket: make_invoice(customer, 10, issued_on=date(2020, 1, 1), due_on=day).number
        for bucket, day in due.items()
    }
    client = browser(customer)
    page = client.get("/balance/").content.decode()
    for bucket, number in numbers.items():
        url = bucket_url(bucket, today)
        assert url.replace("&", "&amp;") in page
        listed = client.get(url).content.decode()
        assert [other for other in numbers.values() if other in listed] == [number]


def test_unapplied_credits_and_deposits_are_listed() -> None:
    customer = make_customer()
    credit = make_credit_note(customer, 10)
    payment = make_payment(customer, 20)
    page = browser(customer).get("/balance/").content.decode()
    assert f"/credits/{credit.number}/" in page
    assert f"/payments/{payment.number}/" in page


def test_outstanding_invoices_are_listed_oldest_first() -> None:
    customer = make_customer()
    late = make_invoice(customer, 10, due_on=date(2026, 2, 1)).number
    later = make_invoice(customer, 20, due_on=date(2026, 3, 1)).number
    page = browser(customer).get("/balance/").content.decode()
    assert page.index(f"/invoices/{late}/") < page.index(f"/invoices/{later}/")


def test_buyer_finds_nothing() -> None:
    assert browser(make_customer(), Role.BUYER).get("/balance/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_is_constant(count: int, django_assert_num_queries) -> None:
    customer = make_customer()
    for _ in range(count):
        make_credit_note(customer, 10)
        make_payment(customer, 20)
        make_invoice(customer, 30)
    client = browser(customer)
    with django_assert_num_queries(10):
        client.get("/balance/")
