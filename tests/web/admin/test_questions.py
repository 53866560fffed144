"""Staff are asked before they record a payment that looks like a mistake."""

from __future__ import annotations

import re
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from billing.models import Payment
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.transfers import announce_transfer, receive_transfer
from portal.kit.web.refusals import Refusal
from tests.factories import (
    DAY,
    item_of,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    make_payment,
)

ADD = reverse("admin:billing_payment_add")


def received(customer, amount="100.00", **more) -> dict[str, str]:
    values = {
        "customer": str(customer.pk),
        "amount": amount,
        "method": "cheque",
        "received_on": "2026-03-09",
        "reference": "",
        "note": "As typed",
        "key": str(uuid4()),
    }
    return values | more


def answered(page: str) -> dict[str, str]:
    """The hidden answer that the page sends when the button is pressed again."""
    found = re.search(r'name="answer_to" value="(\w+)"', page)
    assert found, page
    return {"answer_to": found[1]}


def ask_then_record(client: Client, url: str, values: dict[str, str]) -> str:
    """Send a form, see that nothing was recorded, and send it again: what the page asked."""
    before = Payment.objects.count()
    response = client.post(url, values)
    page = response.content.decode()
    assert (response.status_code, Payment.objects.count()) == (200, before)
    assert client.post(url, values | answered(page)).status_code == 302
    assert Payment.objects.count() == before + 1
    return page


def test_payment_of_more_than_everything_owed_is_asked_about_first(staff_client: Client) -> None:
    customer = make_customer("Anchor")
    make_invoice(customer, 60)
    page = ask_then_record(staff_client, ADD, received(customer, _deposit="1"))
    assert "Anchor owes €60.00 in all. €40.00 of this payment would be left" in page
    assert "As typed" in page


def test_payment_of_what_is_owed_is_recorded_without_a_question(staff_client: Client) -> None:
    customer = make_customer()
    make_invoice(customer, 60)
    make_invoice(customer, 40)
    assert staff_client.post(ADD, received(customer, _deposit="1")).status_code == 302


def test_second_check_of_the_same_number_and_amount_is_asked_about(staff_client: Client) -> None:
    customer, other = make_customer(), make_customer()
    for one in (customer, other):
        make_invoice(one, 1000)
    values = {"reference": "000417", "_deposit": "1"}
    assert staff_client.post(ADD, received(customer, **values)).status_code == 302
    assert staff_client.post(ADD, received(other, **values)).status_code == 302
    assert staff_client.post(ADD, received(customer, "99.00", **values)).status_code == 302
    page = ask_then_record(staff_client, ADD, received(customer, **values))
    assert f"{Payment.objects.order_by('pk').first()} has the same reference" in page


def test_form_sent_twice_is_one_payment_and_asks_nothing(staff_client: Client) -> None:
    customer = make_customer()
    make_invoice(customer, 100)
    values = received(customer, reference="1", _deposit="1")
    for _time in range(2):
        assert staff_client.post(ADD, values).status_code == 302
    assert Payment.objects.count() == 1


def test_question_is_asked_on_the_page_of_allocations_too(staff_client: Client) -> None:
    customer = make_customer()
    invoice = item_of(make_invoice(customer, 60))
    values = received(customer, _record="1") | {f"item-{invoice.pk}": "60", "once": "x"}
    page = ask_then_record(staff_client, ADD, values)
    assert 'value="60"' in page
    assert item_of(invoice.invoice).open == 0


def test_answer_to_other_figures_is_no_answer(staff_client: Client) -> None:
    customer = make_customer()
    first = received(customer, _deposit="1")
    answer = answered(staff_client.post(ADD, first).content.decode())
    response = staff_client.post(ADD, first | answer | {"amount": "1000.00"})
    assert (response.status_code, Payment.objects.exists()) == (200, False)


@pytest.fixture
def transfer():
    make_organization(currency="EUR", bank_iban="DE89370400440532013000")
    customer = make_customer("Anchor")
    invoice = make_invoice(customer, 100)
    asked = RequestedAmounts({item_of(invoice).pk: Decimal(70)})
    by = make_member(customer)
    return announce_transfer(customer=customer, asked=asked, by=by, key=uuid4())


def receive_url(transfer) -> str:
    return reverse("admin:billing_transfer_receive", args=[transfer.pk])


def test_amount_defaults_to_the_announced_one_and_is_recorded_at_once(
    staff_client: Client, transfer
) -> None:
    page = staff_client.get(receive_url(transfer))
    assert page.context["form"].initial["amount"] == 70
    values = {"amount": "70.00", "received_on": "2026-03-09", "note": ""}
    assert staff_client.post(receive_url(transfer), values).status_code == 302


@pytest.mark.parametrize(
    ("amount", "questions"),
    [
        ("69.00", ["The customer announced €70.00. Did you receive €69.00?"]),
        ("999999999", ["announced €70.00", "Anchor owes €100.00 in all"]),
    ],
)
def test_other_amount_than_announced_is_asked_about_first(
    staff_client: Client, transfer, amount, questions
) -> None:
    values = {"amount": amount, "received_on": "2026-03-09", "note": "As typed"}
    page = ask_then_record(staff_client, receive_url(transfer), values)
    for question in [*questions, "As typed"]:
        assert question in page


def test_transfer_that_was_recorded_by_hand_before_is_asked_about(
    staff_client: Client, transfer
) -> None:
    make_payment(transfer.customer, 70, reference=transfer.reference)
    values = {"amount": "70.00", "received_on": "2026-03-09", "note": ""}
    page = ask_then_record(staff_client, receive_url(transfer), values)
    assert "has the same reference" in page


def test_received_amount_is_never_rounded(transfer) -> None:
    with pytest.raises(Refusal, match="decimals"):
        receive_transfer(transfer, amount=Decimal("70.004"), received_on=DAY, by=None)
