"""Links to the page for paying: to another of one's companies, and for who owes nothing."""

from __future__ import annotations

import pytest

from accounts.models import Customer, Membership, Role, User
from tests.factories import make_customer, make_invoice, make_organization, make_retainer
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer("Anchor Ltd")


@pytest.fixture
def other(customer: Customer) -> Customer:
    return make_customer("Beacon Ltd")


@pytest.fixture
def client(customer: Customer, other: Customer):
    client = browser(customer)
    person = User.objects.get(memberships__customer=customer)
    Membership.objects.create(user=person, customer=other, role=Role.OWNER)
    return client


@pytest.mark.parametrize("make", [make_invoice, make_retainer])
def test_document_of_another_of_ones_companies_offers_to_switch(client, other, make) -> None:
    number = make(other).number
    response = client.get(f"/pay/?invoice={number}")
    assert response.status_code == 409
    assert "Switch to Beacon Ltd" in text_of(response)
    followed = client.post(
        "/company/switch/", {"customer": other.pk, "next": f"/pay/?invoice={number}"}, follow=True
    )
    assert followed.status_code == 200
    assert number in text_of(followed)


def test_own_document_beside_another_companys_is_paid_here(client, customer, other) -> None:
    own, foreign = make_invoice(customer), make_invoice(other)
    response = client.get(f"/pay/?invoice={own.number}&invoice={foreign.number}")
    assert response.status_code == 200
    assert own.number in text_of(response)
    assert foreign.number not in text_of(response)


@pytest.mark.parametrize("number", ["", "NONE", "%00", "x" * 500])
def test_number_of_nothing_opens_the_page(client, number) -> None:
    assert client.get(f"/pay/?invoice={number}").status_code == 200


def test_strangers_document_is_like_one_that_does_not_exist(client) -> None:
    number = make_invoice(make_customer("Stranger Ltd")).number
    response = client.get(f"/pay/?invoice={number}")
    assert response.status_code == 200
    assert "Stranger Ltd" not in text_of(response)


def test_account_that_owes_nothing_is_told_so_and_has_no_button_to_press(client) -> None:
    response = client.get("/pay/")
    assert "You owe nothing. Enter an amount to pay in advance." in text_of(response)
    buttons = response.content.decode().split("<button")
    (button,) = [one for one in buttons if 'id="pay-unready"' in one]
    assert " disabled" in button.partition(">")[0]
