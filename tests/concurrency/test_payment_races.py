"""Many sessions on one account: one wins, the rest are refused, nobody deadlocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import psycopg
import pytest
from psycopg import Cursor
from psycopg.errors import CheckViolation

from billing.balance import balance_for
from billing.documents.invoices import issue_invoice, void_invoice
from billing.ledger.allocation import Share, allocate
from billing.ledger.check import check_ledger
from billing.models import Invoice, JournalEntry, OpenItem, Payment
from tests import factories
from tests.concurrency.conftest import Race

pytestmark = pytest.mark.django_db(transaction=True)

SESSIONS = 40
DAY = factories.DAY
Connect = Callable[[], psycopg.Connection[Any]]
OPEN_GUARDS = {
    "open_item_open_not_negative": "CHECK (open >= 0)",
    "open_item_open_within_total": "CHECK (open <= total)",
}


def test_one_of_40_sessions_pays_the_invoice(race: Race) -> None:
    customer = factories.make_customer()
    item = factories.item_of(factories.make_invoice(customer, 100))

    outcomes = race(
        [partial(factories.make_payment, customer, 100, shares=[Share(item, Decimal(100))])]
        * SESSIONS
    )

    assert outcomes == {"done": 1, "LedgerRefusal": SESSIONS - 1}
    assert OpenItem.objects.get(pk=item.pk).open == 0
    assert Payment.objects.count() == 1
    assert check_ledger().drift == []


def _pay_by_sql(connection: psycopg.Connection[Any], customer: int, invoice: int, n: int) -> str:
    """What a program that knows nothing of ours would do: write the rows and hope."""
    try:
        with connection.transaction():
            (payment,) = connection.execute(
                "INSERT INTO billing_openitem"
                " (customer_id, currency, kind, number, reference, issued_on, total, open,"
                "  lock_hint)"
                " VALUES (%s, 'EUR', 'payment', %s, '', %s, 100, 0, 0) RETURNING id",
                [customer, f"RAW-{n}", DAY],
            ).fetchone() or (0,)
            (entry,) = connection.execute(
                "INSERT INTO billing_journalentry"
                " (customer_id, currency, key, kind, effective_on, note)"
                " VALUES (%s, 'EUR', %s, 'payment', %s, '') RETURNING id",
                [customer, f"raw:{n}", DAY],
            ).fetchone() or (0,)
            connection.execute(
                "INSERT INTO billing_posting (entry_id, customer_id, currency, amount,"
                " debit_account, debit_item_id, credit_account, credit_item_id) VALUES"
                " (%(entry)s, %(customer)s, 'EUR', 100, 'cash', NULL, 'receivable', %(payment)s),"
                " (%(entry)s, %(customer)s, 'EUR', 100, 'receivable', %(payment)s,"
                "  'receivable', %(invoice)s)",
                {"entry": entry, "customer": customer, "payment": payment, "invoice": invoice},
            )
    except CheckViolation as error:
        return str(error.diag.constraint_name)
    return "done"


def _race_by_sql(race: Race, connect: Connect, customer: int, invoice: int) -> Counter[str]:
    return race([partial(_pay_by_sql, connect(), customer, invoice, n) for n in range(SESSIONS)])


def test_one_of_40_sessions_wins_by_raw_sql_too(
    race: Race, app_connection_factory: Connect
) -> None:
    customer = factories.make_customer()
    item = factories.item_of(factories.make_invoice(customer, 100))

    outcomes = _race_by_sql(race, app_connection_factory, customer.pk, item.pk)

    assert outcomes == {"done": 1, "open_item_open_not_negative": SESSIONS - 1}


@pytest.fixture
def without_open_guards(owner_cursor: Cursor[Any]) -> Iterator[None]:
    for name in OPEN_GUARDS:
        owner_cursor.execute(f"ALTER TABLE billing_openitem DROP CONSTRAINT {name}")
    yield
    for name, check in OPEN_GUARDS.items():
        # The rows this test made do not satisfy it; they are removed after it.
        owner_cursor.execute(
            f"ALTER TABLE billing_openitem ADD CONSTRAINT {name} {check} NOT VALID"
        )


@pytest.mark.usefixtures("without_open_guards")
def test_without_the_guard_every_session_wins(race: Race, app_connection_factory: Connect) -> None:
    """The control: the two tests above prove the guard and not the absence of a race."""
    customer = factories.make_customer()
    item = factories.item_of(factories.make_invoice(customer, 100))

    outcomes = _race_by_sql(race, app_connection_factory, customer.pk, item.pk)

    assert outcomes["done"] == SESSIONS
    assert balance_for(customer, today=DAY).outstanding == -3900


def test_one_key_brought_by_20_sessions_is_one_payment(race: Race) -> None:
    customer = factories.make_customer()

    outcomes = race([partial(factories.make_payment, customer, 100, key="one-key")] * 20)

    assert outcomes == {"done": 20}
    assert Payment.objects.count() == 1
    assert balance_for(customer, today=DAY).deposits == 100


def test_a_credit_note_is_not_used_twice(race: Race) -> None:
    customer = factories.make_customer()
    note = factories.item_of(factories.make_credit_note(customer, 100))
    invoices = [factories.item_of(factories.make_invoice(customer, 100)) for _ in range(20)]

    outcomes = race(
        [partial(allocate, source=note, invoice=item, amount=Decimal(100)) for item in invoices]
    )

    assert outcomes == {"done": 1, "LedgerRefusal": 19}
    assert balance_for(customer, today=DAY).net == 1900


def test_an_invoice_is_either_paid_or_voided(race: Race) -> None:
    customer = factories.make_customer()
    invoice = factories.make_invoice(customer, 100)
    shares = [Share(factories.item_of(invoice), Decimal(100))]

    outcomes = race(
        [
            partial(factories.make_payment, customer, 100, shares=shares),
            partial(void_invoice, invoice, voided_on=DAY),
        ]
        * 10
    )

    assert outcomes["done"] == 1
    assert factories.item_of(invoice).open == 0
    voided = Invoice.objects.get(pk=invoice.pk).status == "void"
    assert Payment.objects.exists() is not voided
    assert check_ledger().drift == []


def test_a_draft_is_issued_once_by_20_sessions(race: Race) -> None:
    draft = factories.draft_invoice(factories.make_customer(), 100)

    outcomes = race([partial(issue_invoice, draft, issued_on=DAY)] * 20)

    assert outcomes == {"done": 1, "NotADraft": 19}
    assert JournalEntry.objects.count() == 1


def test_numbers_have_no_gaps_though_sessions_fail(race: Race) -> None:
    customers = [factories.make_customer() for _ in range(20)]
    drafts = [factories.draft_invoice(customer, 100) for customer in customers]
    for draft in drafts[::4]:
        draft.lines.update(quantity=Decimal(-1))

    outcomes = race([partial(issue_invoice, draft, issued_on=date(2026, 3, 2)) for draft in drafts])

    assert outcomes == {"done": 15, "LedgerRefusal": 5}
    numbers = sorted(Invoice.objects.issued().values_list("number", flat=True))
    assert numbers == [f"INV-{n:05}" for n in range(1, 16)]


def test_allocations_in_opposite_order_do_not_deadlock(race: Race) -> None:
    customer = factories.make_customer()
    first, second = (factories.item_of(factories.make_invoice(customer, 1000)) for _ in range(2))
    forward = [Share(first, Decimal(10)), Share(second, Decimal(10))]

    outcomes = race(
        [
            partial(factories.make_payment, customer, 20, shares=forward),
            partial(factories.make_payment, customer, 20, shares=forward[::-1]),
        ]
        * 10
    )

    assert outcomes == {"done": 20}
    assert OpenItem.objects.get(pk=first.pk).open == OpenItem.objects.get(pk=second.pk).open == 800
