from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.ledger.allocation import Share
from billing.ledger.posting import KeyReused, LedgerRefusal
from billing.models import DailyTotal, JournalEntry, OpenItem, Payment
from billing.payments.entry import record_refund, void_payment
from portal.kit.web.refusals import Refusal
from tests import factories
from tests.factories import DAY, item_of

pytestmark = pytest.mark.django_db


def test_a_payment_without_shares_is_a_deposit() -> None:
    payment = factories.make_payment(factories.make_customer(), 100)

    assert (payment.number, payment.unallocated) == ("PAY-00001", 100)
    assert DailyTotal.objects.get().paid == 100


def test_shares_settle_what_they_name_and_the_rest_is_a_deposit() -> None:
    customer = factories.make_customer()
    first, second = (item_of(factories.make_invoice(customer, 100)) for _ in range(2))
    shares = [Share(first, Decimal(100)), Share(second, Decimal(20))]

    payment = factories.make_payment(customer, 150, shares=shares)

    opens = [OpenItem.objects.get(pk=item.pk).open for item in (first, second)]
    assert (item_of(payment).open, opens) == (30, [0, 80])


@pytest.mark.parametrize("count", [1, 10])
def test_a_payment_takes_the_same_statements_for_one_invoice_and_ten(
    count: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    customer = factories.make_customer()
    items = [item_of(factories.make_invoice(customer, 100)) for _ in range(count)]
    shares = [Share(item, Decimal(100)) for item in items]

    with django_assert_num_queries(11):  # a savepoint's two included
        factories.make_payment(customer, 100 * count, shares=shares)

    assert {item.open for item in items} == {0}


@pytest.mark.parametrize(
    ("amount", "parts", "sentence"),
    [
        (0, [], "more than zero"),
        (-5, [], "more than zero"),
        (100, [60, 50], "exceed the payment"),
        (300, [101], "more than is still open"),
        (100, [60, 60, -40], "more than zero|more than is still open"),
        (100, [0], "more than zero"),
    ],
)
def test_a_refused_payment_leaves_nothing(amount: int, parts: list[int], sentence: str) -> None:
    customer = factories.make_customer()
    item = item_of(factories.make_invoice(customer, 100))

    with pytest.raises(LedgerRefusal, match=sentence):
        factories.make_payment(
            customer, amount, shares=[Share(item, Decimal(part)) for part in parts]
        )

    assert not Payment.objects.exists()
    assert OpenItem.objects.get().open == 100


@pytest.mark.parametrize("kind", ["credit_note", "payment"])
def test_a_share_for_something_that_is_not_owed_is_refused(kind: str) -> None:
    customer = factories.make_customer()
    make = {"credit_note": factories.make_credit_note, "payment": factories.make_payment}[kind]
    item = item_of(make(customer))

    with pytest.raises(LedgerRefusal):
        factories.make_payment(customer, 100, shares=[Share(item, Decimal(10))])


@pytest.mark.parametrize("make", [factories.make_invoice, factories.make_retainer])
def test_another_customers_document_is_not_paid(make: object) -> None:
    foreign = item_of(make(factories.make_customer()))  # type: ignore[operator]

    with pytest.raises(LedgerRefusal, match="one account"):
        factories.make_payment(
            factories.make_customer(), 100, shares=[Share(foreign, Decimal(100))]
        )


def test_the_same_key_is_the_same_payment() -> None:
    customer = factories.make_customer()

    first = factories.make_payment(customer, 100, key="k")

    assert factories.make_payment(customer, 100, key="k") == first
    assert DailyTotal.objects.get().paid == 100


def test_a_key_does_not_stand_for_another_amount() -> None:
    customer = factories.make_customer()
    factories.make_payment(customer, 100, key="k")

    with pytest.raises(KeyReused):
        factories.make_payment(customer, 101, key="k")


def test_a_key_does_not_hand_out_another_customers_payment() -> None:
    factories.make_payment(factories.make_customer(), 100, key="k")

    with pytest.raises(KeyReused):
        factories.make_payment(factories.make_customer(), 100, key="k")


def test_an_allocation_waits_for_an_invoice_dated_later() -> None:
    customer = factories.make_customer()
    invoice = factories.make_invoice(customer, issued_on=DAY + timedelta(5))

    factories.pay(invoice, received_on=DAY)

    assert JournalEntry.objects.get(kind="payment").effective_on == DAY
    assert JournalEntry.objects.get(kind="allocation").effective_on == DAY + timedelta(5)


@pytest.mark.parametrize("make", [factories.make_payment, factories.make_credit_note])
def test_what_is_unused_is_refunded(make: object) -> None:
    item = item_of(make(factories.make_customer(), 100))  # type: ignore[operator]

    record_refund(item, amount=Decimal(30), refunded_on=DAY)

    assert item.open == 70


def test_a_refund_does_not_lower_what_was_paid_that_day() -> None:
    payment = factories.make_payment(factories.make_customer(), 100)

    record_refund(item_of(payment), amount=Decimal(30), refunded_on=DAY)

    assert DailyTotal.objects.get().paid == 100


def test_more_than_is_unused_is_not_refunded() -> None:
    payment = factories.pay(factories.make_invoice(factories.make_customer(), 100))

    with pytest.raises(LedgerRefusal, match="more than is still open"):
        record_refund(item_of(payment), amount=Decimal("0.01"), refunded_on=DAY)


def test_an_invoice_is_not_refunded() -> None:
    invoice = factories.make_invoice(factories.make_customer())

    with pytest.raises(LedgerRefusal, match="Only a payment or a credit note"):
        record_refund(item_of(invoice), amount=Decimal(1), refunded_on=DAY)


def test_a_void_payment_reopens_its_invoices_and_was_never_received() -> None:
    invoice = factories.make_invoice(factories.make_customer(), 100)
    payment = factories.pay(invoice, 60)

    void_payment(payment, voided_on=DAY)

    assert (item_of(invoice).open, item_of(payment).open) == (100, 0)
    assert DailyTotal.objects.get().paid == 0
    assert Payment.objects.get().status == "void"


def test_a_payment_is_voided_once() -> None:
    payment = factories.make_payment(factories.make_customer())
    void_payment(payment, voided_on=DAY)

    with pytest.raises(Refusal, match="already void"):
        void_payment(payment, voided_on=DAY)


def test_a_partly_refunded_payment_is_not_voided() -> None:
    payment = factories.make_payment(factories.make_customer(), 100)
    record_refund(item_of(payment), amount=Decimal(1), refunded_on=DAY)

    with pytest.raises(Refusal, match="has been refunded"):
        void_payment(payment, voided_on=DAY)


def test_a_retainer_does_not_get_more_than_the_payment() -> None:
    customer = factories.make_customer()
    retainer = item_of(factories.make_retainer(customer, 100))

    with pytest.raises(LedgerRefusal, match="exceed the payment"):
        factories.make_payment(customer, 50, shares=[Share(retainer, Decimal(100))])
