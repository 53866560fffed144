"""What has been promised on an invoice stands in its timeline until it is paid or called off."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import Customer, Organization
from billing.models import AutopayAgreement
from billing.payments.autopay import schedule
from billing.payments.expected_payments import expected_payments_on
from billing.payments.online.convergence import converge
from billing.payments.planning.plan import RequestedAmounts
from billing.payments.transfers import announce_transfer, cancel_transfer, declare_sent
from tests.billing.payments.paying import begin
from tests.factories import (
    item_of,
    make_customer,
    make_invoice,
    make_member,
    make_organization,
    pay,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    make_organization(bank_iban="GB33BUKB20201555555555", bank_account_holder="Acme Ltd")
    return make_customer(currency="USD", bank_debit_allowed=True)


def promised(invoice, *, with_links: bool = True) -> list[tuple[str, date | None, str]]:
    today = Organization.current().today()
    events = expected_payments_on(invoice, item_of(invoice), today=today, with_links=with_links)
    return [(one.title, one.on, one.detail) for one in events]


def announce(invoice, amount):
    asked = RequestedAmounts(payable_items={item_of(invoice).pk: Decimal(amount)})
    by = make_member(invoice.customer)
    by.name = "Ann Clerk"
    by.save()
    return announce_transfer(customer=invoice.customer, asked=asked, by=by, key=uuid4())


def test_announced_transfer_is_a_promise_until_it_is_called_off(customer) -> None:
    invoice, today = make_invoice(customer, 100), Organization.current().today()
    transfer = announce(invoice, 60)
    announce(make_invoice(customer, 30), 30)
    assert promised(invoice) == [
        ("US$60.00 promised by bank transfer", today, "Announced by Ann Clerk")
    ]
    cancel_transfer(transfer)
    assert promised(invoice) == []


def test_sent_transfer_is_promised_for_the_day_it_was_sent(customer) -> None:
    invoice = make_invoice(customer, 100)
    transfer, day = announce(invoice, 60), Organization.current().today() - timedelta(1)
    declare_sent(transfer, on=day)
    assert promised(invoice)[0][1:] == (day, "Sent, announced by Ann Clerk")


def test_bank_debit_on_its_way_is_a_promise_and_a_page_that_waits_is_none(stripe, customer) -> None:
    invoice = make_invoice(customer, 100)
    attempt = begin(customer, make_member(customer), {invoice: 100}, method="bank_debit")
    assert promised(invoice) == []
    stripe.checkout(attempt.page_id).pay("000123456789")
    converge(attempt)
    assert [one[0] for one in promised(invoice)] == ["US$100.00 promised by bank debit"]


def test_what_autopay_will_charge_is_a_promise_less_what_credits_take(
    customer, monkeypatch
) -> None:
    monkeypatch.setattr(
        "billing.payments.autopay.schedule.is_possible", lambda customer, seller: True
    )
    seller = Organization.current()
    agreement = schedule.agree(customer=customer, seller=seller, cap=None, by=make_member(customer))
    AutopayAgreement.objects.filter(pk=agreement.pk).update(agreed_on=date(2020, 1, 1))
    due = seller.today() + timedelta(9)
    invoice = make_invoice(customer, 100, due_on=due)
    later = make_invoice(customer, 100, due_on=due + timedelta(300))
    assert promised(invoice) == [("US$100.00 promised by autopay", due, "Charged on that day")]
    assert promised(later) == []
    schedule.skip(invoice, by=make_member(customer))
    assert promised(invoice) == []


def test_nothing_is_promised_on_what_is_paid(customer) -> None:
    invoice = make_invoice(customer, 100)
    announce(invoice, 60)
    pay(invoice)
    assert promised(invoice) == []
