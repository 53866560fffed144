"""The page of saved payment methods, and paying with one of them."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from accounts.models import Membership, Role
from billing.models import MethodRule, PaymentAttempt, SavedMethod
from billing.payments.autopay import schedule
from tests.billing.payments.conftest import stripe as stripe  # noqa: PLC0414 - a fixture
from tests.billing.payments.paying import CARD, DECLINED
from tests.billing.payments.saving import ASKS_EACH_TIME, DECLINED_LATER, OTHER_CARD, save
from tests.factories import (
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
)
from tests.stripe_double import hosted
from tests.web.billing.browsers import browser, text_of
from tests.web.billing.paying import box, fields, send

pytestmark = pytest.mark.django_db
URL = "/payment-methods/"


@pytest.fixture(autouse=True)
def seller():
    return make_organization(bank_iban="DE89370400440532013000", bank_account_holder="Acme")


@pytest.fixture
def customer():
    return make_customer(currency="EUR")


@pytest.fixture
def owner(customer):
    return make_member(customer, email="ann@example.com")


@pytest.fixture
def client(customer):
    return browser(customer, Role.ACCOUNTS)


def add(client, **typed):
    return client.post(f"{URL}add/", {"once": str(uuid4()), "kind": "card", **typed})


def test_without_any_it_says_what_saving_is_good_for(client, stripe) -> None:
    page = text_of(client.get(URL))
    assert "No payment method yet" in page
    assert "Add a card" in page
    assert "Add a bank account" not in page


def test_without_a_gateway_nothing_can_be_saved(client) -> None:
    assert "Nothing can be saved here" in text_of(client.get(URL))
    assert add(client).status_code == 404


def test_adding_leads_to_the_hosted_page_and_back(client, customer, stripe) -> None:
    response = add(client)
    assert response.status_code == 303
    page = stripe.checkout(response.url)
    here = urlsplit(page.session["success_url"]).path
    waiting = client.get(here)
    assert "Not saved yet." in text_of(waiting)
    page.pay(DECLINED)
    page.pay(CARD)
    back = client.get(
        page.session["success_url"].removeprefix("http://localhost:8000"), follow=True
    )
    assert "Visa •••• 4242 was saved." in text_of(back)
    assert "Added by" in text_of(back)
    assert "Expires 12/2034" in text_of(back)


def test_default_is_changed_and_a_method_removed(client, customer, owner, stripe) -> None:
    first, second = save(stripe, customer, owner), save(stripe, customer, owner, OTHER_CARD)
    client.post(f"{URL}{second.pk}/default/")
    second.refresh_from_db()
    assert second.is_default
    assert "Remove Visa •••• 4242?" in text_of(client.get(f"{URL}{first.pk}/remove/"))
    assert client.post(f"{URL}{first.pk}/remove/").status_code == 303
    assert list(SavedMethod.objects.filter(removed_at=None)) == [second]
    assert client.get(f"{URL}{first.pk}/remove/").status_code == 404


def test_what_autopay_charges_is_removed_only_after_reading_so(
    client, customer, owner, stripe, seller, monkeypatch
) -> None:
    monkeypatch.setattr(
        "billing.payments.autopay.schedule.is_possible", lambda customer, seller: True
    )
    method = save(stripe, customer, owner)
    schedule.agree(customer=customer, seller=seller, cap=None, by=owner)
    address = f"{URL}{method.pk}/remove/"
    assert "Autopay charges this one." in text_of(client.get(address))
    unread = client.post(address)
    assert unread.status_code == 422
    assert SavedMethod.objects.filter(removed_at=None).exists()
    client.post(address, {"autopay": "read"})
    assert "Autopay has nothing to charge." in text_of(client.get(URL))


def test_who_may_pay_sees_them_and_changes_nothing(customer, owner, stripe) -> None:
    customer.role_rights = {Role.ACCOUNTS: ["see_profile", "see_billing", "pay"]}
    customer.save()
    method = save(stripe, customer, owner)
    client = browser(customer, Role.ACCOUNTS)
    page = text_of(client.get(URL))
    assert "Visa •••• 4242" in page
    assert "Remove" not in page
    assert "Add a card" not in page
    for address in (f"{method.pk}/default/", f"{method.pk}/remove/", "add/"):
        assert client.post(URL + address, {"kind": "card"}).status_code == 403


@pytest.mark.parametrize("role", [Role.BUYER, Role.VIEWER])
def test_who_may_not_pay_finds_nothing(customer, role, stripe) -> None:
    assert browser(customer, role).get(URL).status_code == 403


@pytest.mark.parametrize("cards", [[CARD], [CARD, OTHER_CARD, ASKS_EACH_TIME]])
def test_number_of_queries_is_constant(
    client, customer, owner, stripe, cards, django_assert_num_queries
) -> None:
    for card in cards:
        save(stripe, customer, owner, card)
    with django_assert_num_queries(10):
        client.get(URL)


# --- paying ---------------------------------------------------------------------------------


def test_default_is_chosen_and_one_press_pays(client, customer, owner, stripe) -> None:
    method, invoice = save(stripe, customer, owner), make_invoice(customer, 100)
    page = client.get("/pay/")
    assert fields(page)["method"] == f"saved-{method.pk}"
    response = send(client, page)
    assert response.status_code == 303
    assert item_of(invoice).open == 0
    assert "Paid. Thank you." in text_of(client.get(response.url))


def test_decline_keeps_what_was_typed_and_offers_the_other_ways(
    client, customer, owner, stripe
) -> None:
    save(stripe, customer, owner, DECLINED_LATER)
    invoice = make_invoice(customer, 100)
    page = send(client, client.get("/pay/"), **{box(invoice): "40"})
    assert page.status_code == 422
    assert "was not charged: Your card was declined." in text_of(page)
    assert fields(page)[box(invoice)] == "40"
    assert "Another card" in text_of(page)
    other = send(client, page, method="card")
    assert other.status_code == 303
    assert PaymentAttempt.objects.count() == 2


def test_bank_that_asks_is_gone_to_by_itself_and_by_a_link(client, customer, owner, stripe) -> None:
    save(stripe, customer, owner, ASKS_EACH_TIME)
    make_invoice(customer, 100)
    response = send(client, client.get("/pay/"))
    page = client.get(response.url)
    attempt = PaymentAttempt.objects.get()
    assert page.headers["Refresh"] == f"0;url={attempt.authentication_url}"
    assert "Confirm with your bank" in text_of(page)
    assert "Refresh" not in client.get(f"/pay/{attempt.pk}/").headers
    hosted.authenticate(stripe.test, attempt.charge_id, succeeds=True)
    done = client.get(response.url)
    assert "Refresh" not in done.headers
    assert "Paid. Thank you." in text_of(done)


def test_failed_attempt_leads_back_to_the_same_amounts(client, customer, owner, stripe) -> None:
    save(stripe, customer, owner, ASKS_EACH_TIME)
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 30)
    page = client.get("/pay/")
    response = send(client, page, **{box(invoice): "70", box(credit, "use"): "20", "ahead": "5"})
    attempt = PaymentAttempt.objects.get()
    hosted.authenticate(stripe.test, attempt.charge_id, succeeds=False)
    failed = client.get(response.url)
    assert "not confirmed with your bank" in text_of(failed)
    again = fields(client.post("/pay/", {**fields(failed), "_update": "1"}))
    assert (again[box(invoice)], again[box(credit, "use")], again["ahead"]) == (
        "€70.00",
        "€20.00",
        "€5.00",
    )


def test_method_that_staff_do_not_offer_is_not_offered_saved(
    client, customer, owner, stripe
) -> None:
    method = save(stripe, customer, owner)
    MethodRule.objects.create(method="card", customer=customer, maximum=Decimal(50))
    make_invoice(customer, 100)
    page = client.get("/pay/")
    assert fields(page)["method"] == "bank_transfer"
    refused = send(client, page, method=f"saved-{method.pk}")
    assert "Choose how you want to pay." in text_of(refused)
    assert stripe.charges() == []


def test_anothers_method_is_not_charged(client, customer, stripe) -> None:
    other = make_customer()
    theirs = save(stripe, other, make_member(other))
    make_invoice(customer, 100)
    page = client.get("/pay/")
    assert f"saved-{theirs.pk}" not in page.content.decode()
    assert send(client, page, method=f"saved-{theirs.pk}").status_code == 422
    assert stripe.charges() == []


def test_tick_saves_the_card_that_pays(client, customer, stripe) -> None:
    make_invoice(customer, 100)
    page = client.get("/pay/")
    assert f"Save it for {customer.name}" in text_of(page)
    response = send(client, page, method="card", keep="1")
    stripe.checkout(response.url).pay(CARD)
    client.get(f"/pay/{PaymentAttempt.objects.get().pk}/")
    assert SavedMethod.objects.get().customer == customer


def test_who_may_only_pay_is_not_asked_and_saves_nothing(customer, stripe) -> None:
    customer.role_rights = {Role.ACCOUNTS: ["see_profile", "see_billing", "pay"]}
    customer.save()
    client = browser(customer, Role.ACCOUNTS)
    assert Membership.objects.get(customer=customer).role == Role.ACCOUNTS
    make_invoice(customer, 100)
    page = client.get("/pay/")
    assert "Save it for" not in text_of(page)
    send(client, page, method="card", keep="1")
    assert not PaymentAttempt.objects.get().saves_method


def test_page_sent_twice_charges_once(client, customer, owner, stripe) -> None:
    save(stripe, customer, owner)
    make_invoice(customer, 100)
    page = client.get("/pay/")
    first = send(client, page)
    again = client.post("/pay/", {**fields(page), "_pay": ""})
    assert first.status_code == 303
    assert again.status_code in {303, 422}
    assert len(stripe.charges()) == 1
