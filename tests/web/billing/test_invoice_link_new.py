from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Customer, Role, SharedLink
from accounts.sharing.shared_links import count_use
from billing.models import Invoice
from tests.factories import make_customer, make_invoice, make_organization
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization()
    return make_customer("Bright Ltd")


@pytest.fixture
def invoice(customer: Customer) -> Invoice:
    return make_invoice(customer, 100)


def share_page(invoice: Invoice) -> str:
    return reverse("billing:invoice-link-new", args=[invoice.number])


def test_link_is_shown_once_and_opens(customer: Customer, invoice: Invoice) -> None:
    client = browser(customer)
    response = client.post(share_page(invoice), {"name": "Kim", "email": "kim@example.com"})
    html = response.content.decode()
    address = html.split('id="new-link" type="text" readonly value="')[1].split('"')[0]
    assert browser(make_customer()).get(address).status_code == 200
    assert mail.outbox[0].to == ["kim@example.com"]
    assert "/shared/" not in client.get(share_page(invoice)).content.decode()


def test_wrong_address_is_said_and_what_was_typed_stays(
    customer: Customer, invoice: Invoice
) -> None:
    response = browser(customer).post(share_page(invoice), {"name": "Kim", "email": "kim@"})
    assert response.status_code == 422
    assert 'value="Kim"' in response.content.decode()
    assert not SharedLink.objects.exists()


def test_links_stand_on_the_invoice_with_their_uses_and_can_be_revoked(
    customer: Customer, invoice: Invoice
) -> None:
    client = browser(customer)
    client.post(share_page(invoice), {"name": "Kim Boss"})
    link = SharedLink.objects.get()
    count_use(link)
    page = f"/invoices/{invoice.number}/"
    response = client.get(page)
    assert "Kim Boss" in text_of(response)
    revoke = reverse("billing:shared-link-delete", args=[link.pk])
    assert revoke in response.content.decode()
    assert client.post(revoke).status_code == 303
    link.refresh_from_db()
    assert not link.is_live
    assert revoke not in client.get(page).content.decode()
    assert "Revoked" in text_of(client.get(page))


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.OWNER, True), (Role.ACCOUNTS, True), (Role.VIEWER, False)],
)
def test_button_stands_for_those_who_may_share(
    customer: Customer, invoice: Invoice, role: Role, may: bool
) -> None:
    html = browser(customer, role).get(f"/invoices/{invoice.number}/").content.decode()
    assert (share_page(invoice) in html) is may


@pytest.mark.parametrize("links", [1, 3])
def test_page_asks_the_same_for_one_link_and_three(
    customer: Customer, invoice: Invoice, links: int, django_assert_num_queries: Any
) -> None:
    client = browser(customer)
    for _ in range(links):
        client.post(share_page(invoice), {})
    with django_assert_num_queries(10):
        client.get(share_page(invoice))


@pytest.mark.parametrize("name", ["www.evil.example", "See https://evil.example", "a@b", "<b>"])
def test_our_mail_greets_nobody_with_an_address(
    customer: Customer, invoice: Invoice, name: str
) -> None:
    response = browser(customer).post(
        share_page(invoice), {"name": name, "email": "kim@example.com"}
    )
    assert response.status_code == 422
    assert mail.outbox == []


@pytest.mark.parametrize("name", ["Dr. Kim O'Brien-Ängström", "J.R. Hartley", "St. Ives Ltd."])
def test_names_with_dots_are_names(customer: Customer, invoice: Invoice, name: str) -> None:
    assert browser(customer).post(share_page(invoice), {"name": name}).status_code == 200
