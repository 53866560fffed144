"""An account's life, as a bookkeeper would tell it: after each event, what the account shows.

Each row of a story is an event and then outstanding, credits, deposits and net balance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.balance import balance_for
from billing.documents.credit_notes import void_credit_note
from billing.documents.invoices import void_invoice, write_off_invoice
from billing.documents.retainers import void_retainer
from billing.ledger.allocation import Share, allocate, take_back
from billing.ledger.check import check_ledger
from billing.models import JournalEntry
from billing.payments.entry import record_refund, void_payment
from tests import factories
from tests.factories import DAY, item_of
from tests.reading import ageing_for

pytestmark = pytest.mark.django_db


@dataclass
class Account:
    """A customer whose documents go by short names: `invoice("A", 100)`, later `pay("P", A=60)`."""

    customer: Any = field(default_factory=factories.make_customer)
    documents: dict[str, Any] = field(default_factory=dict)
    day: Any = DAY

    def invoice(self, name: str, amount: int) -> None:
        self.documents[name] = factories.make_invoice(self.customer, amount, issued_on=self.day)

    def credit(self, name: str, amount: int) -> None:
        self.documents[name] = factories.make_credit_note(self.customer, amount, issued_on=self.day)

    def retainer(self, name: str, amount: int) -> None:
        self.documents[name] = factories.make_retainer(self.customer, amount, issued_on=self.day)

    def pay(self, name: str, amount: int, **shares: int) -> None:
        self.documents[name] = factories.make_payment(
            self.customer,
            amount,
            received_on=self.day,
            shares=[Share(self.item(of), Decimal(part)) for of, part in shares.items()],
        )

    def use(self, source: str, invoice: str, amount: int) -> None:
        allocate(source=self.item(source), invoice=self.item(invoice), amount=Decimal(amount))

    def unuse(self, source: str) -> None:
        allocation = JournalEntry.objects.filter(
            kind="allocation", reversed_by=None, postings__debit_item=self.item(source)
        ).latest("pk")
        take_back(allocation, effective_on=self.day)

    def refund(self, source: str, amount: int) -> None:
        record_refund(self.item(source), amount=Decimal(amount), refunded_on=self.day)

    def write_off(self, invoice: str) -> None:
        write_off_invoice(self.documents[invoice], written_off_on=self.day)

    def returned(self, payment: str) -> None:
        void_payment(self.documents[payment], voided_on=self.day)

    def void_invoice(self, invoice: str) -> None:
        void_invoice(self.documents[invoice], voided_on=self.day)

    def void_credit(self, note: str) -> None:
        void_credit_note(self.documents[note], voided_on=self.day)

    def withdraw(self, retainer: str) -> None:
        void_retainer(self.documents[retainer], voided_on=self.day)

    def item(self, name: str) -> Any:
        return item_of(self.documents[name])

    def figures(self) -> tuple[Decimal, ...]:
        balance = balance_for(self.customer, today=self.day)
        return (balance.outstanding, balance.credits, balance.deposits, balance.net)


Do = Callable[[Account], None]
Row = tuple[Do, int, int, int, int]

# fmt: off
STORIES: dict[str, list[Row]] = {
    #                                                        owed credit deposit net
    "an invoice paid in two parts": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.pay("P", 40, A=40),                      60, 0,   0,    60),
        (lambda a: a.pay("Q", 60, A=60),                       0, 0,   0,     0),
    ],
    "a deposit, then the invoice it is for": [
        (lambda a: a.pay("P", 80),                             0, 0,  80,   -80),
        (lambda a: a.invoice("A", 100),                      100, 0,  80,    20),
        (lambda a: a.use("P", "A", 80),                       20, 0,   0,    20),
        (lambda a: a.pay("Q", 20, A=20),                       0, 0,   0,     0),
    ],
    "paid too much, the rest refunded": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.pay("P", 130, A=100),                     0, 0,  30,   -30),
        (lambda a: a.refund("P", 30),                          0, 0,   0,     0),
    ],
    "paid too much, the rest kept for the next invoice": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.pay("P", 130, A=100),                     0, 0,  30,   -30),
        (lambda a: a.invoice("B", 50),                        50, 0,  30,    20),
        (lambda a: a.use("P", "B", 30),                       20, 0,   0,    20),
    ],
    "a payment the bank returns": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.invoice("B", 50),                       150, 0,   0,   150),
        (lambda a: a.pay("P", 160, A=100, B=50),               0, 0,  10,   -10),
        (lambda a: a.returned("P"),                          150, 0,   0,   150),
    ],
    "a credit for goods already paid": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.pay("P", 100, A=100),                     0, 0,   0,     0),
        (lambda a: a.credit("C", 25),                          0, 25,  0,   -25),
        (lambda a: a.invoice("B", 60),                        60, 25,  0,    35),
        (lambda a: a.use("C", "B", 25),                       35, 0,   0,    35),
    ],
    "a credit for goods already paid, paid out": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.pay("P", 100, A=100),                     0, 0,   0,     0),
        (lambda a: a.credit("C", 25),                          0, 25,  0,   -25),
        (lambda a: a.refund("C", 25),                          0, 0,   0,     0),
    ],
    "a retainer is asked for, paid, and used": [
        (lambda a: a.retainer("R", 70),                        0, 0,   0,     0),
        (lambda a: a.pay("P", 70, R=70),                       0, 0,  70,   -70),
        (lambda a: a.invoice("A", 100),                      100, 0,  70,    30),
        (lambda a: a.use("P", "A", 70),                       30, 0,   0,    30),
    ],
    "a retainer withdrawn": [
        (lambda a: a.retainer("R", 70),                        0, 0,   0,     0),
        (lambda a: a.withdraw("R"),                            0, 0,   0,     0),
    ],
    "one payment for a retainer and an invoice": [
        (lambda a: a.retainer("R", 70),                        0, 0,   0,     0),
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.pay("P", 170, R=70, A=100),               0, 0,  70,   -70),
    ],
    "the last cents written off": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.pay("P", 98, A=98),                       2, 0,   0,     2),
        (lambda a: a.write_off("A"),                           0, 0,   0,     0),
    ],
    "written off, then the payment bounces, then all of it is written off": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.pay("P", 98, A=98),                       2, 0,   0,     2),
        (lambda a: a.write_off("A"),                           0, 0,   0,     0),
        (lambda a: a.returned("P"),                           98, 0,   0,    98),
        (lambda a: a.write_off("A"),                           0, 0,   0,     0),
    ],
    "an invoice issued in error": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.void_invoice("A"),                        0, 0,   0,     0),
    ],
    "a credit note issued in error": [
        (lambda a: a.credit("C", 40),                          0, 40,  0,   -40),
        (lambda a: a.void_credit("C"),                         0, 0,   0,     0),
    ],
    "a payment put on the wrong invoice": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.invoice("B", 100),                      200, 0,   0,   200),
        (lambda a: a.pay("P", 100, A=100),                   100, 0,   0,   100),
        (lambda a: a.unuse("P"),                             200, 0, 100,   100),
        (lambda a: a.use("P", "B", 100),                     100, 0,   0,   100),
    ],
    "credit and payment together settle an invoice": [
        (lambda a: a.invoice("A", 100),                      100, 0,   0,   100),
        (lambda a: a.credit("C", 30),                        100, 30,  0,    70),
        (lambda a: a.use("C", "A", 30),                       70, 0,   0,    70),
        (lambda a: a.pay("P", 70, A=70),                       0, 0,   0,     0),
    ],
}
# fmt: on


@pytest.mark.parametrize("title", STORIES)
def test_story(title: str) -> None:
    account = Account()
    for step, (event, *expected) in enumerate(STORIES[title], start=1):
        event(account)
        account.day += timedelta(1)

        assert account.figures() == tuple(expected), f"after step {step}"
        assert ageing_for(account.customer, today=account.day).total == expected[-1]
    assert check_ledger().drift == []
