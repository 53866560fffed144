"""The page for paying: what it proposes, what it computes, what it keeps and refuses."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, Role
from billing.models import PartialPaymentRule, Transfer
from tests.factories import (
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_organization,
    make_payment,
    make_retainer,
    pay,
)
from tests.web.billing.browsers import browser, text_of

pytestmark = pytest.mark.django_db

URL = "/pay/"


@pytest.fixture(autouse=True)
def seller() -> None:
    make_organization(bank_iban="DE89370400440532013000", bank_account_holder="Acme")


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="EUR")


@pytest.fixture
def client(customer: Customer) -> Client:
    return browser(customer, Role.ACCOUNTS)


def fields(response: Any) -> dict[str, str]:
    """What a browser would send back from the page."""
    html = response.content.decode()
    found = {
        name: value
        for name, value in re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', html)
        if name != "method"
    }
    chosen = re.search(r'name="method" value="([^"]+)" checked', html)
    return found | ({"method": chosen[1]} if chosen else {})


def send(client: Client, response: Any, button: str = "_pay", **typed: str) -> Any:
    return client.post(URL, {**fields(response), **typed, button: "1"})


def box(document: Any, kind: str = "pay") -> str:
    return f"{kind}-{document.open_item_id}"


def test_everything_due_is_proposed_with_credits_first(client, customer) -> None:
    first, second = make_invoice(customer, 100), make_invoice(customer, 50)
    credit = make_credit_note(customer, 30)
    response = client.get(URL)
    assert fields(response)[box(first)] == "100.00"
    assert fields(response)[box(second)] == "50.00"
    assert fields(response)[box(credit, "use")] == "30.00"
    assert "Pay €120.00" in text_of(response)


def test_settled_documents_are_left_out_and_retainers_wait_to_be_chosen(client, customer) -> None:
    settled, retainer = make_invoice(customer, 30), make_retainer(customer, 20)
    pay(settled)
    response = client.get(URL)
    assert str(settled.number) not in text_of(response)
    assert fields(response)[box(retainer)] == "0.00"
    chosen = client.get(URL, {"invoice": retainer.number})
    assert fields(chosen)[box(retainer)] == "20.00"


def test_ticked_invoices_are_singled_out(client, customer) -> None:
    first, second, other = (make_invoice(customer, amount) for amount in (10, 20, 40))
    response = client.get(URL, {"invoice": [first.number, second.number]})
    assert "Pay €30.00" in text_of(response)
    assert str(other.number) not in text_of(response)


def test_amounts_typed_are_computed_without_paying(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    response = send(client, client.get(URL), "_update", **{box(invoice): "40"})
    assert response.status_code == 200
    assert "Pay €40.00" in text_of(response)
    assert "€60.00" in text_of(response)
    assert item_of(invoice).open == 100


def test_htmx_gets_the_summary_and_what_each_row_comes_to(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    response = client.post(
        URL,
        {**fields(client.get(URL)), box(invoice): "101"},
        headers={"HX-Request": "true", "HX-Target": "payment-summary"},
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert html.strip().startswith("<section")
    assert "hx-swap-oob" in html
    assert "At most €100.00 is due." in html


def test_one_total_is_spread_oldest_due_first(client, customer) -> None:
    later = make_invoice(customer, 100, due_on=date(2026, 6, 1))
    sooner = make_invoice(customer, 100, due_on=date(2026, 5, 1))
    response = send(client, client.get(URL), "_spread", total="130")
    assert (fields(response)[box(sooner)], fields(response)[box(later)]) == ("100.00", "30.00")


def test_total_that_is_no_amount_is_kept_and_refused(client, customer) -> None:
    make_invoice(customer, 100)
    response = send(client, client.get(URL), "_spread", total="lots")
    assert fields(response)["total"] == "lots"
    assert "This is not an amount." in text_of(response)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("100.01", "At most €100.00 is due."),
        ("1.001", "Amounts in EUR have at most 2 decimals."),
        ("-5", "An amount is more than zero."),
        ("ten", "This is not an amount."),
        ("1e9", "This is not an amount."),
    ],
)
def test_wrong_amount_is_refused_beside_its_row_and_kept(client, customer, typed, sentence) -> None:
    invoice = make_invoice(customer, 100)
    response = send(client, client.get(URL), **{box(invoice): typed})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert fields(response)[box(invoice)] == typed
    assert not Transfer.objects.exists()


def test_rule_of_the_invoice_is_told(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    PartialPaymentRule.objects.create(invoice=invoice, allows="full_only")
    response = send(client, client.get(URL), **{box(invoice): "99"})
    assert "This can only be paid in full: €100.00." in text_of(response)


def test_credits_alone_settle_invoices_at_once(client, customer) -> None:
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 150)
    deposit = make_payment(customer, 5)
    typed = {box(credit, "use"): "60", box(deposit, "use"): "5", box(invoice): "65"}
    response = send(client, client.get(URL), **typed)
    assert response.status_code == 303
    assert (item_of(invoice).open, item_of(credit).open, item_of(deposit).open) == (35, 90, 0)
    assert "was used for" in text_of(client.get(response["Location"]))


def test_the_same_form_sent_twice_uses_the_credit_once(client, customer) -> None:
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 150)
    page = client.get(URL)
    first = send(client, page, **{box(invoice): "50", box(credit, "use"): "50"})
    assert first.status_code == 303
    data = {**fields(page), box(invoice): "50", box(credit, "use"): "50", "_pay": "1"}
    again = client.post(URL, data | {"seen": ""})
    assert again.status_code == 303
    assert item_of(credit).open == 100


def test_bank_transfer_is_announced_and_moves_no_balance(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    response = send(client, client.get(URL), **{box(invoice): "70"})
    transfer = Transfer.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        f"/transfers/{transfer.reference}/",
    )
    assert (transfer.amount, item_of(invoice).open) == (70, 100)


def test_nothing_due_can_still_be_paid_ahead(client, customer) -> None:
    response = client.get(URL)
    assert "There is nothing to pay" in text_of(response)
    sent = send(client, response, ahead="25", method="bank_transfer")
    assert sent.status_code == 303
    assert Transfer.objects.get().amount == 25


def test_amounts_that_changed_meanwhile_are_shown_before_anything_is_paid(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    page = client.get(URL)
    pay(invoice, 30)
    response = send(client, page)
    assert response.status_code == 422
    assert "have changed while you looked" in text_of(response)
    assert fields(response)[box(invoice)] == "100.00"


def test_nothing_chosen_and_no_method_are_told(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    page = client.get(URL)
    assert "Choose what you want" in text_of(send(client, page, **{box(invoice): ""}))
    make_organization(bank_iban="", bank_details="")
    assert "Choose how you want" in text_of(send(client, page))


def test_without_a_way_to_pay_the_page_says_whom_to_ask(client, customer) -> None:
    make_organization(bank_iban="", bank_details="", email="office@acme.example")
    make_invoice(customer, 10)
    assert "Online payment is not set up" in text_of(client.get(URL))


def test_another_companys_documents_cannot_be_paid_or_used(client, customer) -> None:
    foreign = make_customer()
    theirs, credit = make_invoice(foreign, 10), make_credit_note(foreign, 10)
    mine = make_invoice(customer, 10)
    data = {box(mine): "10", box(credit, "use"): "10", "method": "bank_transfer"}
    response = client.post(URL, {**data, "_pay": "1"})
    assert response.status_code == 422
    assert client.post(URL, {box(theirs): "10", "_pay": "1"}).status_code == 422
    assert item_of(credit).open == 10


@pytest.mark.parametrize("data", [{"pay-99999999999999999999": "1"}, {"pay-": "1"}, {"once": "x"}])
def test_meddled_fields_break_nothing(client, data) -> None:
    assert client.post(URL, {**data, "_pay": "1"}).status_code == 422


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "5000"), ("KWD", "12.345")])
def test_other_currencies_keep_their_decimals(currency, amount) -> None:
    customer = make_customer(currency=currency)
    invoice = make_invoice(customer, amount)
    client = browser(customer)
    page = client.get(URL)
    assert fields(page)[box(invoice)] == amount
    assert send(client, page).status_code == 303
    assert str(Transfer.objects.get().amount) == amount


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BUYER])
def test_who_may_not_pay_finds_nothing(role: Role) -> None:
    assert browser(make_customer(), role).get(URL).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_is_constant(count: int, django_assert_num_queries) -> None:
    customer = make_customer()
    for _ in range(count):
        make_invoice(customer, 30)
        make_credit_note(customer, 3, issued_on=date(2026, 3, 2) + timedelta(1))
    client = browser(customer)
    with django_assert_num_queries(11):
        client.get(URL)


def test_announced_transfer_is_told_before_it_is_paid_twice(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    send(client, client.get(URL), **{box(invoice): "70"})
    page = text_of(client.get(URL))
    assert "bank transfer of €70.00" in re.sub(r"\s+", " ", page)
    assert "pays it twice" in page
    assert "announced a bank transfer" in text_of(client.get(f"/invoices/{invoice.number}/"))
