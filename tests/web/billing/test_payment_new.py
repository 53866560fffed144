"""The page for paying: what it proposes, what it computes, what it keeps and refuses."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import Customer, Organization, Role
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
from tests.web.billing.paying import URL, box, fields, form_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seller() -> Organization:
    return make_organization(bank_iban="DE89370400440532013000", bank_account_holder="Acme")


@pytest.fixture
def customer() -> Customer:
    return make_customer(currency="EUR")


@pytest.fixture
def client(customer: Customer) -> Client:
    return browser(customer, Role.ACCOUNTS)


@pytest.fixture
def later() -> dict[str, date]:
    """Dates of an invoice that is not due yet."""
    today = Organization.current().today()
    return {"issued_on": today, "due_on": today + timedelta(20)}


def of(*documents) -> dict[str, list[str]]:
    """What a link to these documents asks for."""
    return {"invoice": [str(one.number) for one in documents]}


def choosing(**typed: str) -> dict[str, object]:
    return {"scope": "choose", "pick": [name.removeprefix("pay-") for name in typed], **typed}


# --- What is proposed ------------------------------------------------------------------------


def test_overdue_invoices_are_proposed_with_credits_first(client, customer, later) -> None:
    make_invoice(customer, 100), make_invoice(customer, 50)
    make_invoice(customer, 70, **later)
    make_credit_note(customer, 30)
    response = client.get(URL)
    assert (fields(response)["scope"], fields(response)["credits"]) == ("overdue", "on")
    assert "Pay €120.00 by bank transfer" in text_of(response)


def test_without_anything_overdue_everything_is_proposed(client, customer, later) -> None:
    make_invoice(customer, 70, **later)
    response = client.get(URL)
    assert fields(response)["scope"] == "everything"
    assert "Pay €70.00" in text_of(response)


@pytest.mark.parametrize(("what", "charge"), [("overdue", "€10.00"), ("everything", "€80.00")])
def test_link_says_what_to_pay(client, customer, later, what: str, charge: str) -> None:
    make_invoice(customer, 10)
    make_invoice(customer, 70, **later)
    make_retainer(customer, 500)
    assert f"Pay {charge}" in text_of(client.get(URL, {"what": what}))


def test_settled_documents_are_left_out_and_retainers_wait_to_be_chosen(client, customer) -> None:
    settled, retainer = make_invoice(customer, 30), make_retainer(customer, 20)
    pay(settled)
    response = client.get(URL)
    assert str(settled.number) not in text_of(response)
    assert "pick" not in fields(response)
    chosen = client.get(URL, of(retainer))
    assert fields(chosen)[box(retainer)] == "€20.00"


def test_named_invoices_are_singled_out(client, customer) -> None:
    first, second, other = (make_invoice(customer, amount) for amount in (10, 20, 40))
    response = client.get(URL, of(first, second))
    assert "Pay €30.00" in text_of(response)
    assert str(other.number) not in text_of(response)
    shown = client.post(URL, {**fields(response), "_rows": "1"})
    assert str(other.number) in text_of(shown)


def test_rows_come_when_they_are_asked_for(client, customer) -> None:
    invoice, other = make_invoice(customer, 10), make_invoice(customer, 20)
    response = client.get(URL)
    assert "<tbody>" not in response.content.decode()
    shown = client.post(URL, {**fields(response), "_rows": "1"})
    assert str(invoice.number) in text_of(shown)
    assert box(invoice) not in fields(shown)
    assert str(other.number) in text_of(shown)


def test_row_has_a_field_only_when_ticked(client, customer) -> None:
    first, second = make_invoice(customer, 10), make_invoice(customer, 20)
    response = client.post(
        URL, {"scope": "choose", "pick": str(second.open_item_id), "_update": "1"}
    )
    assert box(first) not in fields(response)
    assert fields(response)[box(second)] == "€20.00"


def test_invoice_that_must_be_paid_in_full_says_so_before_it_is_ticked(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    PartialPaymentRule.objects.create(invoice=invoice, allows="full_only")
    response = client.get(URL, {"what": "choose"})
    assert "Paid in full only" in text_of(response)
    ticked = client.get(URL, of(invoice))
    assert "Paid in full only" in text_of(ticked)
    assert box(invoice) not in fields(ticked)
    assert "Pay €100.00" in text_of(ticked)


def test_rows_of_another_page_keep_their_ticks_and_amounts(client, customer) -> None:
    invoices = [make_invoice(customer, 10) for _ in range(30)]
    first, last = invoices[0], invoices[-1]
    data = choosing(**{box(first): "4", box(last): "5"}) | {"rows": "1"}
    response = client.post(URL, {**data, "_rows": "2"})
    sent = fields(response)
    assert "26–30 of 30" in text_of(response)
    assert sorted(sent["pick"]) == sorted([str(first.open_item_id), str(last.open_item_id)])
    assert (sent[box(first)], sent[box(last)]) == ("4", "5")
    assert "Pay €9.00" in text_of(response)


def test_document_is_found_by_number_order_number_or_amount(client, customer) -> None:
    first = make_invoice(customer, 10)
    second = make_invoice(customer, 1234)
    for sought, found in ((first.number, first), ("1,234", second), ("1234", second)):
        response = client.post(URL, {"scope": "choose", "find": sought, "_update": "1"})
        other = second if found is first else first
        assert str(found.number) in text_of(response)
        assert str(other.number) not in text_of(response)


# --- Amounts ---------------------------------------------------------------------------------


def test_amounts_typed_are_computed_without_paying(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    response = send(client, client.get(URL, of(invoice)), "_update", **{box(invoice): "40"})
    assert response.status_code == 200
    assert "Pay €40.00" in text_of(response)
    assert "€60.00 stays open" in text_of(response)
    assert item_of(invoice).open == 100


@pytest.mark.parametrize("typed", ["€40", "40,00", " 40.00 ", "４０", "EUR 40"])
def test_amounts_are_taken_as_people_paste_them(client, customer, typed: str) -> None:
    invoice = make_invoice(customer, 100)
    response = send(client, client.get(URL, of(invoice)), "_update", **{box(invoice): typed})
    assert "Pay €40.00" in text_of(response)
    assert fields(response)[box(invoice)] == typed


def test_htmx_gets_the_till_and_what_each_row_comes_to(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    response = client.post(
        URL,
        choosing(**{box(invoice): "101"}),
        headers={"HX-Request": "true", "HX-Target": "pay-till"},
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert 'id="pay-till"' in html
    assert "<form" not in html
    assert f'id="after-{invoice.open_item_id}"' in html
    assert "hx-swap-oob" in html
    assert "At most €100.00 is due." in html


def test_sum_is_spread_oldest_due_first(client, customer) -> None:
    later = make_invoice(customer, 100, due_on=date(2026, 6, 1))
    sooner = make_invoice(customer, 100, due_on=date(2026, 5, 1))
    page = client.get(URL, {"what": "choose"})
    response = send(client, page, "_update", total="130")
    sent = fields(response)
    assert (sent[box(sooner)], sent[box(later)], sent["total"]) == ("€100.00", "€30.00", "")
    assert "Pay €130.00" in text_of(response)


def test_sum_that_is_no_amount_is_kept_and_refused(client, customer) -> None:
    make_invoice(customer, 100)
    page = client.get(URL, {"what": "choose"})
    response = send(client, page, "_update", total="lots")
    assert fields(response)["total"] == "lots"
    assert "Enter a valid amount." in text_of(response)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("100.01", "At most €100.00 is due."),
        ("1.0001", "Amounts in EUR have at most 2 decimals."),
        ("1.001", "can be read in two ways"),
        ("$10", "Amounts on this account are in EUR."),
        ("-5", "An amount must be more than zero."),
        ("ten", "Enter a valid amount."),
        ("1e9", "Enter a valid amount."),
    ],
)
def test_wrong_amount_is_refused_beside_its_row_and_kept(client, customer, typed, sentence) -> None:
    invoice = make_invoice(customer, 100)
    response = send(client, client.get(URL, of(invoice)), **{box(invoice): typed})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert fields(response)[box(invoice)] == typed
    assert not Transfer.objects.exists()


# --- Credits and deposits --------------------------------------------------------------------


def test_what_the_page_proposed_of_a_credit_follows_a_lower_amount(client, customer) -> None:
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 60)
    page = client.get(URL, of(invoice))
    assert fields(page)[box(credit, "use")] == "€60.00"
    response = send(client, page, "_update", **{box(invoice): "40"})
    assert fields(response)[box(credit, "use")] == "€40.00"
    assert "Settle with credits" in text_of(response)


def test_what_somebody_typed_for_a_credit_stays(client, customer) -> None:
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 60)
    page = client.get(URL, of(invoice))
    typed = send(client, page, "_update", **{box(invoice): "100", box(credit, "use"): "50"})
    response = send(client, typed, "_update", **{box(invoice): "40"})
    assert fields(response)[box(credit, "use")] == "50"
    assert "€10.00 of your credits and deposits has no invoice to settle" in text_of(response)


def test_switch_leaves_credits_alone(client, customer) -> None:
    make_invoice(customer, 100), make_credit_note(customer, 60)
    sent = fields(client.get(URL))
    del sent["credits"]
    response = client.post(URL, {**sent, "_update": "1"})
    assert "Pay €100.00" in text_of(response)
    assert "Not used. They stay on your account." in text_of(response)


def test_without_credits_nothing_is_said_of_them(client, customer) -> None:
    make_invoice(customer, 100)
    assert "redits and deposits (" not in text_of(client.get(URL))


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
    once = fields(client.get(URL))["once"]
    data = {"once": once, box(invoice): "50", box(credit, "use"): "50", "_pay": ""}
    assert client.post(URL, data).status_code == 303
    assert client.post(URL, data).status_code == 303
    assert item_of(credit).open == 100


# --- Paying ----------------------------------------------------------------------------------


def test_bank_transfer_is_announced_and_moves_no_balance(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    response = send(client, client.get(URL), **{box(invoice): "70"})
    transfer = Transfer.objects.get()
    assert (response.status_code, response["Location"]) == (
        303,
        f"/transfers/{transfer.reference}/",
    )
    assert (transfer.amount, item_of(invoice).open) == (70, 100)


def test_nothing_due_can_still_be_paid_in_advance(client, customer) -> None:
    response = client.get(URL)
    assert "kept as a deposit" in text_of(response)
    sent = send(client, response, ahead="25", method="bank_transfer")
    assert sent.status_code == 303
    assert Transfer.objects.get().amount == 25


def test_button_that_promised_something_else_asks_first(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    page = client.get(URL, of(invoice))
    promised = form_of(page).buttons["_pay"]
    data = {**fields(page), box(invoice): "40", "_pay": promised}
    response = client.post(URL, data)
    assert response.status_code == 200
    assert "Pay €40.00 now?" in text_of(response)
    assert "not what the button said" in text_of(response)
    assert not Transfer.objects.exists()


def test_amounts_that_changed_meanwhile_are_shown_before_anything_is_paid(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    page = client.get(URL)
    pay(invoice, 30)
    data = {**fields(page), "_pay": form_of(page).buttons["_pay"]}
    response = client.post(URL, data)
    assert "Pay €70.00 now?" in text_of(response)
    assert not Transfer.objects.exists()


def test_typed_amount_that_is_no_longer_due_is_refused(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    page = client.get(URL, of(invoice))
    pay(invoice, 30)
    response = send(client, page)
    assert response.status_code == 422
    assert "At most €70.00 is due." in text_of(response)


@pytest.mark.parametrize(("limit", "asks"), [(99, True), (100, False), (None, False)])
def test_sum_above_the_sellers_limit_is_confirmed_once_more(
    client, customer, seller, limit: int | None, asks: bool
) -> None:
    seller.confirm_above = limit
    seller.save()
    make_invoice(customer, 100)
    page = client.get(URL)
    assert ("_pay" in form_of(page).buttons) is not asks
    response = client.post(URL, {**fields(page), "_pay": ""})
    assert (response.status_code, Transfer.objects.exists()) == (
        (200, False) if asks else (303, True)
    )
    if asks:
        assert "Payments above €99.00 are confirmed once more." in text_of(response)
        confirm = form_of(response)
        assert client.post(URL, {**fields(response), **confirm.buttons}).status_code == 303


def test_last_look_leads_back_with_everything_typed(client, customer) -> None:
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 60)
    typed = {box(invoice): "90", box(credit, "use"): "50"}
    look = client.post(
        URL,
        {
            **choosing(**{box(invoice): "90"}),
            "credits": "on",
            **typed,
            "method": "bank_transfer",
            "_look": "1",
        },
    )
    assert "Pay €40.00 now?" in text_of(look)
    back = client.post(URL, {**fields(look), "_update": "1"})
    assert fields(back)[box(invoice)] == "90"
    assert fields(back)[box(credit, "use")] == "50"


def test_refused_last_look_puts_the_form_in_its_place(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    response = client.post(
        URL,
        choosing(**{box(invoice): "101"}) | {"_look": "1"},
        headers={"HX-Request": "true", "HX-Target": "last-look"},
    )
    assert (response.status_code, response["HX-Retarget"]) == (422, "#payment-form")
    assert 'id="payment-form"' in response.content.decode()


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
    assert (
        client.post(
            URL, {"scope": "choose", "pick": str(theirs.open_item_id), "_pay": "1"}
        ).status_code
        == 422
    )
    assert item_of(credit).open == 10


@pytest.mark.parametrize(
    "data",
    [
        {"pay-99999999999999999999": "1"},
        {"pay-": "1"},
        {"once": "x"},
        {"scope": "choose", "pick": ["x", "9" * 30], "rows": "99999"},
        {"scope": "nothing"},
    ],
)
def test_meddled_fields_break_nothing(client, data) -> None:
    assert client.post(URL, {**data, "_pay": "1"}).status_code == 422


@pytest.mark.parametrize(("currency", "amount"), [("JPY", "5000"), ("KWD", "12.345")])
def test_other_currencies_keep_their_decimals(currency, amount) -> None:
    customer = make_customer(currency=currency)
    make_organization(confirm_above=None)
    make_invoice(customer, amount)
    client = browser(customer)
    assert send(client, client.get(URL)).status_code == 303
    assert str(Transfer.objects.get().amount) == amount


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BUYER])
def test_who_may_not_pay_finds_nothing(role: Role) -> None:
    assert browser(make_customer(), role).get(URL).status_code == 403


@pytest.mark.parametrize("count", [1, 40])
def test_number_of_queries_is_constant(count: int, django_assert_num_queries) -> None:
    customer = make_customer()
    for _ in range(count):
        make_invoice(customer, 30)
    make_credit_note(customer, 3, issued_on=date(2026, 3, 3))
    client = browser(customer)
    with django_assert_num_queries(13):
        client.get(URL)
    with django_assert_num_queries(13):
        client.get(URL, {"what": "choose"})


def test_announced_transfer_is_told_before_it_is_paid_twice(client, customer) -> None:
    invoice = make_invoice(customer, 100)
    send(client, client.get(URL), **{box(invoice): "70"})
    page = text_of(client.get(URL))
    assert "bank transfer of €70.00" in re.sub(r"\s+", " ", page)
    assert "pays it twice" in page
    assert "announced a bank transfer" in text_of(client.get(f"/invoices/{invoice.number}/"))
