from datetime import date
from decimal import Decimal

import pytest

from billing.documents.applications import applications_of, payments_on, retainers_paid_by
from billing.documents.invoices import write_off_invoice
from billing.ledger.allocation import Share, allocate, take_back
from billing.models import JournalEntry
from billing.payments.entry import record_refund, void_payment
from tests.factories import (
    item_of,
    make_credit_note,
    make_customer,
    make_invoice,
    make_payment,
    make_retainer,
    pay,
)

pytestmark = pytest.mark.django_db

Kind = JournalEntry.Kind


def test_new_document_has_nothing_applied() -> None:
    invoice = make_invoice(make_customer())
    applied = applications_of(item_of(invoice))
    assert (applied.live, applied.taken_back, applied.total()) == ([], [], 0)


def test_invoice_shows_payments_and_credits_by_date() -> None:
    customer = make_customer()
    invoice = make_invoice(customer, 100)
    late = pay(invoice, 30, received_on=date(2026, 5, 1))
    credit = make_credit_note(customer, 20, issued_on=date(2026, 4, 1))
    allocate(source=item_of(credit), invoice=item_of(invoice), amount=Decimal(15))
    applied = applications_of(item_of(invoice))
    assert [(one.on, one.other and one.other.number, one.amount) for one in applied.live] == [
        (date(2026, 4, 1), credit.number, 15),
        (date(2026, 5, 1), late.number, 30),
    ]
    assert applied.total() == invoice.total - item_of(invoice).open == 45


def test_write_off_has_no_other_document() -> None:
    invoice = make_invoice(make_customer(), 100)
    write_off_invoice(invoice, written_off_on=date(2026, 6, 1))
    (one,) = applications_of(item_of(invoice)).live
    assert (one.kind, one.other, one.amount, one.on) == (
        Kind.WRITE_OFF,
        None,
        100,
        date(2026, 6, 1),
    )


def test_what_was_taken_back_counts_for_nothing() -> None:
    customer = make_customer()
    invoice, credit = make_invoice(customer, 100), make_credit_note(customer, 20)
    entry = allocate(source=item_of(credit), invoice=item_of(invoice), amount=Decimal(20))
    take_back(entry, effective_on=date(2026, 7, 1))
    for item in (item_of(invoice), item_of(credit)):
        applied = applications_of(item)
        assert (applied.live, applied.total()) == ([], 0)
        assert [(one.amount, one.taken_back_on) for one in applied.taken_back] == [
            (20, date(2026, 7, 1))
        ]


def test_void_payment_leaves_nothing_applied() -> None:
    invoice = make_invoice(make_customer(), 100)
    payment = pay(invoice)
    void_payment(payment, voided_on=date(2026, 7, 1))
    assert applications_of(item_of(invoice)).live == []
    assert len(applications_of(item_of(payment)).taken_back) == 1


def test_payment_tells_what_was_allocated_from_what_was_refunded() -> None:
    customer = make_customer()
    invoice = make_invoice(customer, 60)
    payment = make_payment(customer, 100, shares=[Share(item_of(invoice), Decimal(60))])
    record_refund(item_of(payment), amount=Decimal(10), refunded_on=date(2026, 3, 9))
    applied = applications_of(item_of(payment))
    assert (applied.allocated, applied.refunded, applied.total()) == (60, 10, 70)
    assert [one.other and one.other.number for one in applied.live] == [invoice.number, None]


def test_retainer_and_payment_name_each_other() -> None:
    customer = make_customer()
    retainer = make_retainer(customer, 100)
    payment = make_payment(customer, 70, shares=[Share(item_of(retainer), Decimal(40))])
    (on_retainer,) = payments_on(item_of(retainer)).live
    (by_payment,) = retainers_paid_by(item_of(payment)).live
    assert on_retainer.other == payment.open_item
    assert by_payment.other == retainer.open_item
    assert on_retainer.amount == by_payment.amount == 40


def test_payment_on_a_retainer_is_not_an_allocation() -> None:
    payment = pay(make_retainer(make_customer(), 100))
    assert applications_of(item_of(payment)).live == []


def test_void_payment_on_a_retainer_is_taken_back() -> None:
    retainer = make_retainer(make_customer(), 100)
    payment = pay(retainer)
    void_payment(payment, voided_on=date(2026, 7, 1))
    assert payments_on(item_of(retainer)).live == []
    assert retainers_paid_by(item_of(payment)).live == []


def test_two_payments_on_a_retainer_are_told_apart() -> None:
    retainer = make_retainer(make_customer(), 100)
    first, second = pay(retainer, 30), pay(retainer, 20)
    found = [(one.other, one.amount) for one in payments_on(item_of(retainer)).live]
    assert found == [(first.open_item, 30), (second.open_item, 20)]


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_what_was_applied(  # type: ignore[no-untyped-def]
    count: int, django_assert_num_queries
) -> None:
    customer = make_customer()
    invoice, retainer = make_invoice(customer, 100), make_retainer(customer, 100)
    for _ in range(count):
        pay(invoice, 10)
        pay(retainer, 10)
    item, asked = item_of(invoice), item_of(retainer)
    with django_assert_num_queries(1):
        assert len(applications_of(item).live) == count
    with django_assert_num_queries(2):
        assert len(payments_on(asked).live) == count
