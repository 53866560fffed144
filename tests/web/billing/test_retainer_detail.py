from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, Role
from billing.documents.retainers import void_retainer
from tests.factories import draft_retainer, make_customer, make_retainer, pay
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="GBP")


def test_page_has_amount_payments_and_what_is_still_asked_for(customer: Customer) -> None:
    retainer = make_retainer(customer, 100, description="Winter order")
    payment = pay(retainer, 40, received_on=date(2026, 5, 1))
    response = browser(customer).get(f"/retainers/{retainer.number}/")
    shown = text_of(response)
    for part in (
        "Winter order",
        f"1 May 2026 · Payment {payment.number} −£40.00",
        "Amount £100.00",
        "Still to pay £60.00",
    ):
        assert part in shown, part
    assert f'href="/pay/?invoice={retainer.number}"' in response.content.decode()


def test_void_retainer_asks_for_nothing(customer: Customer) -> None:
    retainer = make_retainer(customer, 100)
    void_retainer(retainer, voided_on=date(2026, 4, 1))
    response = browser(customer).get(f"/retainers/{retainer.number}/")
    assert "Still to pay £0.00" in text_of(response)
    assert "/pay/?invoice=" not in response.content.decode()


def test_viewer_is_not_offered_to_pay(customer: Customer) -> None:
    retainer = make_retainer(customer)
    page = browser(customer, Role.VIEWER).get(f"/retainers/{retainer.number}/")
    assert "/pay/?invoice=" not in page.content.decode()


def test_draft_foreign_and_unknown_are_not_found(customer: Customer) -> None:
    draft_retainer(customer, number="DRAFT-1")
    foreign = make_retainer(make_customer())
    client = browser(customer)
    for number in ("DRAFT-1", foreign.number, "none", "%00"):
        assert client.get(f"/retainers/{number}/").status_code == 404


def test_stranger_and_buyer_are_kept_out(customer: Customer) -> None:
    url = f"/retainers/{make_retainer(customer).number}/"
    assert Client().get(url).status_code == 302
    assert browser(customer, Role.BUYER).get(url).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_its_payments(
    customer: Customer, count: int, django_assert_num_queries: Any
) -> None:
    retainer = make_retainer(customer, 100)
    for _ in range(count):
        pay(retainer, 1)
    client = browser(customer)
    with django_assert_num_queries(11):
        assert client.get(f"/retainers/{retainer.number}/").status_code == 200
