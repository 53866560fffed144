"""A machine plays random events to the ledger and to a naive model and compares them.

10,000 steps in every run of the tests; `LEDGER_STEPS=1000000 bin/test -m long
tests/properties/test_ledger_states.py` plays longer. Every run draws new examples, and a failure
prints how to play it again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Customer
from billing.balance import balance_for
from billing.documents.credit_notes import void_credit_note
from billing.documents.invoices import void_invoice, write_off_invoice
from billing.documents.retainers import void_retainer
from billing.ledger.allocation import Share, allocate, propose_oldest_first, take_back
from billing.ledger.check import check_ledger
from billing.models import JournalEntry, OpenItem
from billing.payments.entry import record_refund, void_payment
from portal.kit.money.currencies import minor_unit
from portal.kit.web.refusals import Refusal
from tests import factories
from tests.properties.ledger_model import Item, Model
from tests.reading import ageing_for

STEPS_IN_EXAMPLE = 50
CURRENCIES = ("JPY", "EUR", "KWD", "EUR")
TODAY = date(2026, 6, 1)
# What the triggers keep, where it is not zero: what, whose, of which day, how much.
KEPT = """
SELECT * FROM (
    SELECT 'item' AS what, id, NULL::date AS day, open AS amount, customer_id
    FROM billing_openitem
    UNION ALL
    SELECT kept.what, customer_id, NULL, kept.amount, customer_id
    FROM billing_accountbalance, LATERAL (VALUES ('open invoice', outstanding),
        ('open credit_note', credits), ('open payment', deposits), ('open retainer', retainers)
    ) AS kept (what, amount)
    UNION ALL
    SELECT 'due', customer_id, due_on, open, customer_id FROM billing_duetotal
    UNION ALL
    SELECT kept.what, customer_id, day, kept.amount, customer_id
    FROM billing_dailytotal, LATERAL (VALUES ('day invoice', invoiced),
        ('day credit_note', credited), ('day payment', paid)) AS kept (what, amount)
) kept WHERE amount <> 0 AND customer_id = ANY(%(customers)s)
"""
VOID: dict[str, Callable[..., Any]] = {
    "invoice": void_invoice,
    "credit_note": void_credit_note,
    "retainer": void_retainer,
    "payment": void_payment,
}

whose = st.integers(0, len(CURRENCIES) - 1)
units = st.integers(1, 5000)
any_units = st.one_of(units, st.integers(-1, 12))
days = st.integers(-150, 30).map(lambda n: TODAY + timedelta(n))
nth = st.integers(0, 1000)


class LedgerStates(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.customers = [factories.make_customer(currency=code) for code in CURRENCIES]
        self.ids = {customer.pk: n for n, customer in enumerate(self.customers)}
        self.model = Model()
        self.documents: list[Any] = []  # as model.items
        self.entries: list[JournalEntry] = []  # as model.allocations

    def teardown(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            assert check_ledger().drift == []
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def amount(self, customer: int, count: int) -> Decimal:
        return count * minor_unit(CURRENCIES[customer])

    def item_of(self, n: int) -> OpenItem:
        item: OpenItem = self.documents[n].open_item
        return item

    def numbers(self, wanted: Callable[[Item], bool]) -> list[int]:
        return [n for n, item in enumerate(self.model.items) if wanted(item)]

    def both(self, happens: Callable[[], bool], does: Callable[[], Any]) -> Any:
        """Play an event to the model and to the ledger: both allow it, or both refuse."""
        allowed = happens()
        try:
            result = does()
        except Refusal:
            if allowed:
                raise
            return None
        assert allowed, "The ledger allowed what the model refuses."
        return result

    @rule(who=whose, count=st.integers(0, 5000), day=days, terms=st.integers(0, 60))
    def issue_invoice(self, who: int, count: int, day: date, terms: int) -> None:
        total, due_on = self.amount(who, count), day + timedelta(terms)
        self.model.issue(Item(who, "invoice", total, day, due_on))
        self.documents.append(
            factories.make_invoice(self.customers[who], total, issued_on=day, due_on=due_on)
        )

    @rule(who=whose, count=st.integers(0, 5000), day=days)
    def issue_credit_note(self, who: int, count: int, day: date) -> None:
        total = self.amount(who, count)
        self.model.issue(Item(who, "credit_note", total, day))
        self.documents.append(factories.make_credit_note(self.customers[who], total, issued_on=day))

    @rule(who=whose, count=units, day=days)
    def issue_retainer(self, who: int, count: int, day: date) -> None:
        total = self.amount(who, count)
        self.model.issue(Item(who, "retainer", total, day, day + timedelta(30)))
        self.documents.append(factories.make_retainer(self.customers[who], total, issued_on=day))

    @rule(who=whose, count=units, day=days)
    def pay_oldest_first(self, who: int, count: int, day: date) -> None:
        customer, total = self.customers[who], self.amount(who, count)
        payable = OpenItem.objects.for_customer(customer).payable()
        shares = propose_oldest_first(payable, total)
        numbers = {self.item_of(n).pk: n for n in range(len(self.documents))}
        told = [(self.model.items[numbers[share.item.pk]], share.amount) for share in shares]
        self.pay(who, total, day, shares, told)

    @rule(
        who=whose,
        count=any_units,
        day=days,
        wanted=st.lists(st.tuples(nth, any_units), max_size=3),
    )
    def pay_as_told(self, who: int, count: int, day: date, wanted: list[tuple[int, int]]) -> None:
        total = self.amount(who, count)
        owed = self.numbers(
            lambda item: item.customer == who and item.kind in ("invoice", "retainer")
        )
        pool = owed if day.day % 4 and owed else self.numbers(lambda item: True)
        picked = [(pool[n % len(pool)], self.amount(who, part)) for n, part in wanted if pool]
        shares = [Share(self.item_of(n), part) for n, part in picked]
        self.pay(who, total, day, shares, [(self.model.items[n], part) for n, part in picked])

    def pay(
        self,
        who: int,
        total: Decimal,
        day: date,
        shares: list[Share],
        told: list[tuple[Item, Decimal]],
    ) -> None:
        payment = self.both(
            lambda: self.model.pay(Item(who, "payment", total, day), told),
            lambda: factories.make_payment(
                self.customers[who], total, received_on=day, shares=shares
            ),
        )
        if payment:
            self.documents.append(payment)
            self.entries.extend(
                JournalEntry.objects.filter(
                    kind="allocation", postings__debit_item=payment.open_item
                ).order_by("pk")
            )

    @precondition(lambda self: self.documents)
    @rule(source=nth, invoice=nth, count=any_units, day=days)
    def allocate(self, source: int, invoice: int, count: int, day: date) -> None:
        source, invoice = source % len(self.documents), invoice % len(self.documents)
        amount = self.amount(self.model.items[source].customer, count)
        self.allocate_amount(source, invoice, amount, day)

    @precondition(lambda self: self.documents)
    @rule(source=nth, invoice=nth, day=days)
    def allocate_all(self, source: int, invoice: int, day: date) -> None:
        """As much as both have open, among documents that fit: this is seldom refused."""
        sources = [i for i in self.model.items if i.kind in ("payment", "credit_note") and i.open]
        fitting = [
            (one, other)
            for one in sources
            for other in self.model.items
            if other.kind == "invoice" and other.customer == one.customer and other.open
        ]
        if fitting:
            one, other = fitting[(source + invoice) % len(fitting)]
            self.allocate_amount(
                self.model.items.index(one),
                self.model.items.index(other),
                min(one.open, other.open),
                day,
            )

    def allocate_amount(self, source: int, invoice: int, amount: Decimal, day: date) -> None:
        entry = self.both(
            lambda: self.model.allocate(
                self.model.items[source], self.model.items[invoice], amount, day
            ),
            lambda: allocate(
                source=self.item_of(source),
                invoice=self.item_of(invoice),
                amount=amount,
                effective_on=day,
            ),
        )
        if entry:
            self.entries.append(entry)
            assert entry.effective_on == self.model.allocations[-1].day

    @precondition(lambda self: self.entries)
    @rule(n=nth, day=days)
    def take_back(self, n: int, day: date) -> None:
        n %= len(self.entries)
        self.both(
            lambda: self.model.take_back(self.model.allocations[n], day),
            lambda: take_back(self.entries[n], effective_on=day),
        )

    @precondition(lambda self: self.documents)
    @rule(n=nth, count=any_units, day=days)
    def refund(self, n: int, count: int, day: date) -> None:
        n %= len(self.documents)
        amount = self.amount(self.model.items[n].customer, count)
        self.both(
            lambda: self.model.refund(self.model.items[n], amount),
            lambda: record_refund(self.item_of(n), amount=amount, refunded_on=day),
        )

    @precondition(lambda self: any(item.kind == "invoice" for item in self.model.items))
    @rule(n=nth, day=days)
    def write_off(self, n: int, day: date) -> None:
        invoices = self.numbers(lambda item: item.kind == "invoice")
        reopened = [n for n in invoices if self.model.items[n].status == "written_off"]
        invoices = reopened if n % 2 and reopened else invoices
        n = invoices[n % len(invoices)]
        self.both(
            lambda: self.model.write_off(self.model.items[n]),
            lambda: write_off_invoice(self.documents[n], written_off_on=day),
        )

    @precondition(lambda self: self.documents)
    @rule(n=nth, day=days)
    def void(self, n: int, day: date) -> None:
        n %= len(self.documents)
        item = self.model.items[n]
        self.both(
            lambda: self.model.void(item, day),
            lambda: VOID[item.kind](self.documents[n], voided_on=day),
        )

    @invariant()
    def the_ledger_keeps_what_the_model_keeps(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(KEPT, {"customers": list(self.ids)})
            kept = {tuple(row[:3]): row[3] for row in cursor.fetchall()}
        pairs = zip(self.documents, self.model.items, strict=True)
        told = {("item", document.open_item_id, None): item.open for document, item in pairs}
        for customer, who in self.ids.items():
            for kind in ("invoice", "credit_note", "payment", "retainer"):
                told[f"open {kind}", customer, None] = self.model.open_sum(who, kind)
        for (who, day), amount in self.model.due_totals().items():
            told["due", self.customers[who].pk, day] = amount
        for (who, day, kind), amount in self.model.daily_totals().items():
            told[f"day {kind}", self.customers[who].pk, day] = amount
        assert kept == {key: amount for key, amount in told.items() if amount}

    @invariant()
    def balance_card_and_ageing_agree(self) -> None:
        who = len(self.documents) % len(self.customers)
        customer: Customer = self.customers[who]
        balance = balance_for(customer, today=TODAY)
        overdue = sum(
            item.open
            for item in self.model.items
            if item.customer == who and item.kind == "invoice" and item.due_on < TODAY
        )
        assert balance.overdue == overdue
        assert balance.net == self.model.net(who)
        assert ageing_for(customer, today=TODAY).total == self.model.net(who)


@pytest.fixture
def unmanaged_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database without a transaction around the test: every example brings its own."""
    with django_db_blocker.unblock():
        yield


def _play(steps: int) -> None:
    run_state_machine_as_test(
        LedgerStates,
        settings=settings(
            max_examples=steps // STEPS_IN_EXAMPLE,
            stateful_step_count=STEPS_IN_EXAMPLE,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.usefixtures("unmanaged_database")
def test_the_ledger_does_what_a_naive_model_does() -> None:
    _play(2_000)


@pytest.mark.long
@pytest.mark.usefixtures("unmanaged_database")
def test_the_ledger_does_what_a_naive_model_does_for_long() -> None:
    _play(int(os.environ.get("LEDGER_STEPS", "200000")))
