"""What can be paid, read from the ledger: order, rules, and nobody else's."""

import pytest
from django.db.models import Q

from billing.models import PartialPaymentRule
from billing.payments.planning.items_to_pay import items_to_pay_of
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


def test_oldest_due_comes_first_and_credits_before_deposits() -> None:
    customer = make_customer()
    later, sooner = make_invoice(customer, 1, due_on="2026-09-01"), make_invoice(customer, 2)
    deposit, credit = make_payment(customer, 5), make_credit_note(customer, 6)
    make_invoice(make_customer(), 3)
    found = items_to_pay_of(customer)
    assert [payable_item.key for payable_item in found.payable_items] == [
        item_of(sooner).pk,
        item_of(later).pk,
    ]
    assert [credit_source.key for credit_source in found.credit_sources] == [
        item_of(credit).pk,
        item_of(deposit).pk,
    ]
    assert (found.payable, found.is_all) == (3, True)


def test_named_documents_come_first_when_there_are_too_many(monkeypatch) -> None:
    monkeypatch.setattr("billing.payments.planning.items_to_pay.MAX_PAYABLE_ITEMS", 2)
    customer = make_customer()
    old = make_invoice(customer, 3)
    invoice, retainer = make_invoice(customer, 1), make_retainer(customer, 2)
    found = items_to_pay_of(customer, first=Q(number__in=[invoice.number, retainer.number]))
    assert {payable_item.number for payable_item in found.payable_items} == {
        invoice.number,
        retainer.number,
    }
    assert not found.is_all
    assert old.number in {
        payable_item.number for payable_item in items_to_pay_of(customer).payable_items
    }


def test_by_key_settled_ones_are_found_too_and_foreign_ones_are_not() -> None:
    customer = make_customer()
    settled, foreign = make_invoice(customer, 1), make_invoice(make_customer(), 2)
    pay(settled)
    found = items_to_pay_of(customer, keys={item_of(settled).pk, item_of(foreign).pk})
    assert [payable_item.payable for payable_item in found.payable_items] == [0]


def test_narrowest_rule_for_part_payment_wins() -> None:
    customer = make_customer()
    free, strict = make_invoice(customer, 100), make_invoice(customer, 100)
    PartialPaymentRule.objects.create(allows="full_only")
    PartialPaymentRule.objects.create(customer=customer, minimum=20)
    PartialPaymentRule.objects.create(customer=customer, currency="JPY", allows="full_only")
    PartialPaymentRule.objects.create(invoice=strict, allows="full_only")
    minimum_part = {
        payable_item.number: payable_item.minimum_part
        for payable_item in items_to_pay_of(customer).payable_items
    }
    assert minimum_part == {free.number: 20, strict.number: None}


def test_statements_do_not_grow_with_the_documents(django_assert_num_queries) -> None:
    customer = make_customer()
    for _ in range(3):
        make_invoice(customer, 10)
        make_credit_note(customer, 5)
    with django_assert_num_queries(5):
        items_to_pay_of(customer)
