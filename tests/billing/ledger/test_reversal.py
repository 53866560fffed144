from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from billing.ledger.check import check_ledger
from billing.ledger.posting import LedgerRefusal
from billing.ledger.reversal import reverse
from billing.models import DailyTotal, JournalEntry, Posting
from billing.payments.entry import record_refund
from tests import factories
from tests.factories import DAY, item_of

pytestmark = pytest.mark.django_db


def _sides(entry: JournalEntry) -> list[tuple[str, int | None, str, int | None]]:
    return [
        (p.debit_account, p.debit_item_id, p.credit_account, p.credit_item_id)
        for p in Posting.objects.filter(entry=entry).order_by("pk")
    ]


def test_a_reversal_is_the_opposite_and_names_its_entry() -> None:
    customer = factories.make_customer()
    factories.pay(factories.make_retainer(customer, 100))
    receipt = JournalEntry.objects.get(kind="payment")

    undone = reverse(receipt, effective_on=DAY)

    assert undone.reverses == receipt
    assert [(c, d, a, b) for a, b, c, d in _sides(undone)] == _sides(receipt)


def test_a_reversal_is_never_effective_before_its_entry() -> None:
    factories.make_invoice(factories.make_customer(), issued_on=DAY)

    undone = reverse(JournalEntry.objects.get(), effective_on=DAY - timedelta(5))

    assert undone.effective_on == DAY


def test_a_reversal_is_not_reversed() -> None:
    factories.make_invoice(factories.make_customer())
    undone = reverse(JournalEntry.objects.get(), effective_on=DAY)

    with pytest.raises(LedgerRefusal, match="post the event again"):
        reverse(undone, effective_on=DAY)


def test_a_receipt_that_was_refunded_is_not_reversed() -> None:
    payment = factories.make_payment(factories.make_customer(), 100)
    record_refund(item_of(payment), amount=Decimal(1), refunded_on=DAY)

    with pytest.raises(LedgerRefusal):
        reverse(JournalEntry.objects.get(kind="payment"), effective_on=DAY)


def test_a_refund_undone_is_a_deposit_again_and_no_new_payment() -> None:
    payment = factories.make_payment(factories.make_customer(), 100)
    refunded = record_refund(item_of(payment), amount=Decimal(30), refunded_on=DAY)

    reverse(refunded, effective_on=DAY)

    assert item_of(payment).open == 100
    assert DailyTotal.objects.get().paid == 100
    assert check_ledger().drift == []
