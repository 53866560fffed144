from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Customer, User
from billing.models import JournalEntry, Payment
from tests.factories import (
    item_of,
    make_customer,
    make_invoice,
    make_payment,
    make_retainer,
    pay,
)
from tests.web.admin.conftest import messages_of, staff_with

ADD = reverse("admin:billing_payment_add")


def url(name: str, payment: Payment, *more: object) -> str:
    return reverse(f"admin:billing_payment_{name}", args=[payment.pk, *more])


def received(customer: Customer, amount: str = "100.00", **more: str) -> dict[str, str]:
    return {
        "customer": str(customer.pk),
        "amount": amount,
        "method": "cheque",
        "received_on": "2026-03-09",
        "reference": "Cheque 17",
        "note": "By post",
        "key": "one",
        "once": "once",
        **more,
    }


def shares(*documents: Any, amount: str) -> dict[str, str]:
    return {f"item-{item_of(document).pk}": amount for document in documents}


# --- Recording ----------------------------------------------------------------------------------


def test_a_customers_page_leads_here_with_the_customer_chosen(staff_client: Client) -> None:
    customer = make_customer("Bright Ltd")
    page = staff_client.get(ADD, {"customer": customer.pk}).content.decode()
    assert f'<option value="{customer.pk}" selected>Bright Ltd</option>' in page


def test_the_second_step_lists_what_is_open_and_carries_what_was_typed(
    staff_client: Client,
) -> None:
    customer = make_customer()
    invoice, retainer = make_invoice(customer), make_retainer(customer)
    foreign = make_invoice(make_customer())
    page = staff_client.post(ADD, received(customer, _allocate="1")).content.decode()
    assert str(invoice) in page
    assert str(retainer) in page
    assert str(foreign) not in page
    assert 'value="Cheque 17"' in page
    assert not Payment.objects.exists()


def test_oldest_first_fills_in_a_proposal_and_records_nothing(staff_client: Client) -> None:
    customer = make_customer()
    new = make_invoice(customer, 80, due_on="2026-05-01")
    old = make_invoice(customer, 70, due_on="2026-04-01")
    response = staff_client.post(ADD, received(customer, _propose="1"))
    proposed = {item.number: field.value() for item, field in response.context["form"].rows}
    assert proposed == {old.number: Decimal(70), new.number: Decimal(30)}
    assert not Payment.objects.exists()


def test_oldest_first_pays_what_is_owed_and_no_retainer(staff_client: Client) -> None:
    customer = make_customer()
    make_retainer(customer, 50, due_on="2026-03-01")
    invoice = make_invoice(customer, 70, due_on="2026-04-01")
    response = staff_client.post(ADD, received(customer, _propose="1"))
    proposed = {item.number: field.value() for item, field in response.context["form"].rows}
    assert {number: amount for number, amount in proposed.items() if amount} == {
        invoice.number: Decimal(70)
    }


def test_a_payment_is_recorded_with_its_shares(staff_client: Client, staff: User) -> None:
    customer = make_customer()
    invoice, retainer = make_invoice(customer, 60), make_retainer(customer, 30)
    make_invoice(customer, 40)
    data = received(customer, _record="1")
    data |= shares(invoice, amount="60.00") | shares(retainer, amount="30.00")
    response = staff_client.post(ADD, data, follow=True)
    payment = Payment.objects.get()
    assert (payment.amount, payment.method, payment.reference, payment.note) == (
        Decimal(100),
        "cheque",
        "Cheque 17",
        "By post",
    )
    assert str(payment.received_on) == "2026-03-09"
    assert payment.recorded_by == staff
    assert item_of(invoice).open == 0
    assert item_of(retainer).open == 0
    assert item_of(payment).open == Decimal(40)
    assert f"{payment} recorded: €100.00, of which €40.00 is a deposit." in messages_of(response)


def test_a_payment_can_be_left_as_a_deposit(staff_client: Client) -> None:
    customer = make_customer()
    invoice = make_invoice(customer)
    staff_client.post(ADD, received(customer, _deposit="1"))
    assert item_of(Payment.objects.get()).open == Decimal(100)
    assert item_of(invoice).open == Decimal(100)


def test_sending_it_twice_records_it_once(staff_client: Client) -> None:
    customer = make_customer()
    make_invoice(customer, 100)
    for _ in range(2):
        staff_client.post(ADD, received(customer, _deposit="1"))
    assert Payment.objects.count() == 1


def test_the_same_page_with_another_amount_is_refused(staff_client: Client) -> None:
    customer = make_customer()
    make_invoice(customer, 100)
    staff_client.post(ADD, received(customer, "100.00", _deposit="1"))
    response = staff_client.post(ADD, received(customer, "90.00", _deposit="1"))
    assert response.status_code == 422
    assert "already been recorded" in response.content.decode()
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(
    ("amount", "sentence"),
    [
        ("40.01", "Only €40.00 is open."),
        ("30.005", "EUR has 2 decimals."),
        ("x", "Enter a number."),
    ],
)
def test_a_wrong_share_is_said_beside_it_and_kept(
    staff_client: Client, amount: str, sentence: str
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, 40)
    data = received(customer, _record="1") | shares(invoice, amount=amount)
    response = staff_client.post(ADD, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert f'value="{amount}"' in page
    assert 'value="Cheque 17"' in page
    assert not Payment.objects.exists()


def test_shares_beyond_the_payment_are_refused(staff_client: Client) -> None:
    customer = make_customer()
    first, second = make_invoice(customer, 80), make_invoice(customer, 80)
    data = received(customer, _record="1") | shares(first, second, amount="80.00")
    response = staff_client.post(ADD, data)
    assert "adds up to €160.00; €100.00 can be spread" in response.content.decode()
    assert not Payment.objects.exists()


def test_a_share_for_what_was_settled_meanwhile_is_not_silently_dropped(
    staff_client: Client,
) -> None:
    customer = make_customer()
    invoice = make_invoice(customer, 40)
    data = received(customer, _record="1") | shares(invoice, amount="40.00")
    pay(invoice)
    response = staff_client.post(ADD, data)
    assert "Only €0.00 is open." in response.content.decode()
    assert Payment.objects.count() == 1


def test_a_share_for_another_customers_invoice_is_no_share(staff_client: Client) -> None:
    customer = make_customer()
    make_invoice(customer, 100)
    foreign = make_invoice(make_customer(), 40)
    data = received(customer, _record="1") | shares(foreign, amount="40.00")
    staff_client.post(ADD, data)
    assert item_of(foreign).open == Decimal(40)
    assert item_of(Payment.objects.get()).open == Decimal(100)


def test_back_shows_what_was_typed(staff_client: Client) -> None:
    customer = make_customer()
    response = staff_client.post(ADD, received(customer, _back="1"))
    assert response.status_code == 200
    assert 'value="Cheque 17"' in response.content.decode()
    assert b'name="_allocate"' in response.content


def test_a_fraction_the_currency_does_not_have_is_refused(staff_client: Client) -> None:
    yen = make_customer(currency="JPY")
    response = staff_client.post(ADD, received(yen, "100.5", _deposit="1"))
    assert response.status_code == 422
    assert "JPY has 0 decimals." in response.content.decode()
    assert not Payment.objects.exists()


@pytest.mark.parametrize("amount", ["0", "-5", ""])
def test_no_money_is_no_payment(staff_client: Client, amount: str) -> None:
    response = staff_client.post(ADD, received(make_customer(), amount, _deposit="1"))
    assert response.status_code == 422
    assert not Payment.objects.exists()


# --- Afterwards ---------------------------------------------------------------------------------


def test_its_page_offers_what_can_be_done(staff_client: Client) -> None:
    payment = make_payment(make_customer())
    page = staff_client.get(url("change", payment)).content.decode()
    for name in ("allocate", "refund", "void", "pdf"):
        assert url(name, payment) in page
    staff_client.post(url("void", payment), {"on": "2026-03-10", "reason": "Mistake"})
    page = staff_client.get(url("change", payment)).content.decode()
    for name in ("allocate", "refund", "void"):
        assert url(name, payment) not in page


def test_a_payment_cannot_be_edited(staff_client: Client) -> None:
    payment = make_payment(make_customer())
    assert b'name="amount"' not in staff_client.get(url("change", payment)).content
    assert staff_client.post(url("change", payment), {"amount": "1"}).status_code == 403
    assert staff_client.post(url("delete", payment), {"post": "yes"}).status_code == 403


def test_what_is_left_is_spread_over_invoices_but_not_retainers(
    staff_client: Client, staff: User
) -> None:
    customer = make_customer()
    payment, invoice = make_payment(customer), make_invoice(customer, 70)
    retainer = make_retainer(customer)
    page = staff_client.get(url("allocate", payment)).content.decode()
    assert str(invoice) in page
    assert str(retainer) not in page
    staff_client.post(url("allocate", payment), {"once": "a", **shares(invoice, amount="70.00")})
    assert item_of(invoice).open == 0
    assert item_of(payment).open == Decimal(30)
    assert JournalEntry.objects.get(kind="allocation").posted_by == staff


def test_allocating_twice_with_one_page_happens_once(staff_client: Client) -> None:
    customer = make_customer()
    payment, invoice = make_payment(customer), make_invoice(customer, 70)
    data = {"once": "a", **shares(invoice, amount="20.00")}
    for _ in range(2):
        staff_client.post(url("allocate", payment), data)
    assert item_of(invoice).open == Decimal(50)


def test_more_than_is_left_is_refused_and_nothing_is_allocated(staff_client: Client) -> None:
    customer = make_customer()
    payment, first, second = (
        make_payment(customer, 50),
        make_invoice(customer, 40),
        make_invoice(customer, 40),
    )
    data = {"once": "a", **shares(first, second, amount="40.00")}
    assert staff_client.post(url("allocate", payment), data).status_code == 422
    assert not JournalEntry.objects.filter(kind="allocation").exists()


def test_one_allocation_is_taken_back(staff_client: Client) -> None:
    invoice = make_invoice(make_customer())
    payment = pay(invoice)
    entry = JournalEntry.objects.get(kind="allocation")
    page = url("take-back", payment, entry.pk)
    assert page in staff_client.get(url("change", payment)).content.decode()
    staff_client.post(page, {"on": "2026-03-10", "reason": "Wrong invoice"})
    assert item_of(invoice).open == Decimal(100)
    assert item_of(payment).open == Decimal(100)
    assert page not in staff_client.get(url("change", payment)).content.decode()


def test_another_payments_allocation_is_not_found_here(staff_client: Client) -> None:
    invoice = make_invoice(make_customer())
    pay(invoice)
    other = make_payment(make_customer())
    entry = JournalEntry.objects.get(kind="allocation")
    answers = {"on": "2026-03-10", "reason": "x"}
    assert staff_client.post(url("take-back", other, entry.pk), answers).status_code == 404
    assert item_of(invoice).open == 0


def test_a_part_of_the_rest_is_refunded_once(staff_client: Client) -> None:
    payment = make_payment(make_customer())
    data = {"on": "2026-03-10", "reason": "Asked for", "amount": "30.00", "key": "k"}
    for _ in range(2):
        staff_client.post(url("refund", payment), data)
    assert item_of(payment).open == Decimal(70)


def test_a_refund_of_more_than_is_left_is_refused(staff_client: Client) -> None:
    payment = make_payment(make_customer())
    data = {"on": "2026-03-10", "reason": "Asked for", "amount": "100.01", "key": "k"}
    response = staff_client.post(url("refund", payment), data)
    assert response.status_code == 422
    assert "more than is still open" in response.content.decode()
    assert item_of(payment).open == Decimal(100)


def test_voiding_reopens_what_was_paid(staff_client: Client) -> None:
    invoice = make_invoice(make_customer())
    payment = pay(invoice)
    staff_client.post(url("void", payment), {"on": "2026-03-10", "reason": "Returned"})
    payment.refresh_from_db()
    assert payment.status == Payment.Status.VOID
    assert item_of(invoice).open == Decimal(100)


@pytest.mark.parametrize("name", ["allocate", "refund", "void", "take-back"])
def test_without_the_right_to_change_nothing_can_be_done(client: Client, name: str) -> None:
    invoice = make_invoice(make_customer(), 40)
    payment = make_payment(invoice.customer, 100)
    paid = pay(invoice, 10)
    client.force_login(staff_with("billing.view_payment", "billing.add_payment"))
    address = (
        url(name, payment)
        if name != "take-back"
        else url(name, paid, JournalEntry.objects.get(kind="allocation").pk)
    )
    before = JournalEntry.objects.count()
    data = {"on": "2026-03-10", "reason": "x", "amount": "1", "key": "k", "once": "o"}
    data |= shares(invoice, amount="1")
    assert client.post(address, data).status_code == 403
    assert JournalEntry.objects.count() == before


def test_recording_needs_the_right_to_add(client: Client) -> None:
    client.force_login(staff_with("billing.change_payment", "billing.view_payment"))
    assert client.post(ADD, received(make_customer(), _deposit="1")).status_code == 403
    assert not Payment.objects.exists()


def test_the_receipt_is_a_pdf(staff_client: Client) -> None:
    response = staff_client.get(url("pdf", make_payment(make_customer())))
    assert response.content.startswith(b"%PDF")
