from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.ledger.allocation import Share, allocate, propose_oldest_first, take_back
from billing.ledger.posting import LedgerRefusal
from billing.models import JournalEntry, OpenItem
from tests import factories
from tests.factories import DAY, item_of

pytestmark = pytest.mark.django_db
HUNDRED = Decimal(100)


def _open(item: OpenItem) -> Decimal:
    return OpenItem.objects.get(pk=item.pk).open


def test_oldest_first_fills_by_due_date_and_leaves_the_rest() -> None:
    customer = factories.make_customer()
    late = item_of(factories.make_invoice(customer, 50, due_on=DAY + timedelta(20)))
    early = item_of(factories.make_invoice(customer, 50, due_on=DAY + timedelta(10)))

    payable = OpenItem.objects.for_customer(customer).payable()

    assert propose_oldest_first(payable, Decimal(70)) == [
        Share(early, Decimal(50)),
        Share(late, Decimal(20)),
    ]


def test_a_payment_settles_an_invoice_and_both_know() -> None:
    customer = factories.make_customer()
    invoice = item_of(factories.make_invoice(customer, 100))
    payment = item_of(factories.make_payment(customer, 130))

    allocate(source=payment, invoice=invoice, amount=HUNDRED)

    assert (payment.open, invoice.open) == (30, 0)


@pytest.mark.parametrize("kind", ["invoice", "retainer"])
def test_only_payments_and_credit_notes_settle(kind: str) -> None:
    customer = factories.make_customer()
    make = {"invoice": factories.make_invoice, "retainer": factories.make_retainer}[kind]
    source, invoice = item_of(make(customer)), item_of(factories.make_invoice(customer))

    with pytest.raises(LedgerRefusal, match="Only a payment or a credit note"):
        allocate(source=source, invoice=invoice, amount=HUNDRED)


def test_a_retainer_is_not_settled_by_an_allocation() -> None:
    customer = factories.make_customer()
    retainer = item_of(factories.make_retainer(customer))
    payment = item_of(factories.make_payment(customer))

    with pytest.raises(LedgerRefusal):
        allocate(source=payment, invoice=retainer, amount=HUNDRED)


def test_another_customers_invoice_is_not_settled() -> None:
    invoice = item_of(factories.make_invoice(factories.make_customer()))
    payment = item_of(factories.make_payment(factories.make_customer()))

    with pytest.raises(LedgerRefusal, match="one account"):
        allocate(source=payment, invoice=invoice, amount=HUNDRED)


@pytest.mark.parametrize("asked", [None, DAY - timedelta(9), DAY])
def test_an_allocation_takes_effect_when_both_documents_exist(asked: date | None) -> None:
    customer = factories.make_customer()
    payment = item_of(factories.make_payment(customer, received_on=DAY))
    invoice = item_of(factories.make_invoice(customer, issued_on=DAY + timedelta(3)))

    entry = allocate(source=payment, invoice=invoice, amount=HUNDRED, effective_on=asked)

    assert entry.effective_on == DAY + timedelta(3)


def test_what_is_taken_back_is_open_again() -> None:
    customer = factories.make_customer()
    invoice = item_of(factories.make_invoice(customer))
    payment = item_of(factories.make_payment(customer))
    entry = allocate(source=payment, invoice=invoice, amount=HUNDRED)

    take_back(entry, effective_on=DAY)

    assert (_open(invoice), _open(payment)) == (100, 100)


def test_taking_back_twice_is_taking_back_once() -> None:
    customer = factories.make_customer()
    invoice = item_of(factories.make_invoice(customer))
    payment = item_of(factories.make_payment(customer))
    entry = allocate(source=payment, invoice=invoice, amount=HUNDRED)

    assert take_back(entry, effective_on=DAY) == take_back(entry, effective_on=DAY)
    assert _open(invoice) == 100


def test_what_was_reopened_is_settled_again_no_earlier_than_that() -> None:
    """Or else, on a day between, the payment would have been used twice."""
    customer = factories.make_customer()
    invoice = item_of(factories.make_invoice(customer))
    payment = item_of(factories.make_payment(customer))
    first = allocate(source=payment, invoice=invoice, amount=HUNDRED)
    take_back(first, effective_on=DAY + timedelta(10))

    again = allocate(source=payment, invoice=invoice, amount=HUNDRED, effective_on=DAY)

    assert again.effective_on == DAY + timedelta(10)


def test_only_an_allocation_is_taken_back() -> None:
    factories.make_invoice(factories.make_customer())

    with pytest.raises(LedgerRefusal, match="Only an allocation"):
        take_back(JournalEntry.objects.get(), effective_on=DAY)
