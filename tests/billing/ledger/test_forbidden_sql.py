"""What the ledger refuses to whoever holds the application's password: written in plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from psycopg.errors import (
    CheckViolation,
    ForeignKeyViolation,
    InsufficientPrivilege,
    NotNullViolation,
    UniqueViolation,
)

from billing.models import JournalEntry
from tests import factories

World = dict[str, Any]

_POSTING = (
    "INSERT INTO billing_posting (entry_id, customer_id, currency, amount,"
    " debit_account, debit_item_id, credit_account, credit_item_id) VALUES "
)
_ENTRY = (
    "INSERT INTO billing_journalentry"
    " (customer_id, currency, kind, key, effective_on, reverses_id, note) VALUES "
)
_ITEM = (
    "INSERT INTO billing_openitem (customer_id, currency, kind, number, reference, issued_on,"
    " due_on, total, open, lock_hint) VALUES "
)
_SETTLE = "(%(entry)s, %(customer)s, 'EUR', {}, 'receivable', %({})s, 'receivable', %({})s)"


def _settle(amount: str, source: str = "payment", invoice: str = "invoice") -> str:
    return _SETTLE.format(amount, source, invoice)


FORBIDDEN: dict[str, tuple[type[psycopg.Error], str]] = {
    "another customer's invoice": (
        ForeignKeyViolation,
        _POSTING + _settle("10", invoice="foreign_invoice"),
    ),
    "another customer's payment": (
        ForeignKeyViolation,
        _POSTING + _settle("10", source="foreign_payment"),
    ),
    "another customer's entry": (
        ForeignKeyViolation,
        (
            _POSTING + "(%(foreign_entry)s, %(customer)s, 'EUR', 10,"
            " 'receivable', %(payment)s, 'receivable', %(invoice)s)"
        ),
    ),
    "all of another customer's, in their name": (
        ForeignKeyViolation,
        (
            _POSTING + "(%(entry)s, %(foreign)s, 'EUR', 10,"
            " 'receivable', %(foreign_payment)s, 'receivable', %(foreign_invoice)s)"
        ),
    ),
    "another currency": (
        ForeignKeyViolation,
        (
            _POSTING + "(%(entry)s, %(customer)s, 'USD', 10,"
            " 'receivable', %(payment)s, 'receivable', %(invoice)s)"
        ),
    ),
    "an item in yen": (ForeignKeyViolation, _POSTING + _settle("10", invoice="yen_invoice")),
    "more than the invoice has open": (CheckViolation, _POSTING + _settle("100.01")),
    "more than the payment has left": (
        CheckViolation,
        _POSTING + _settle("70.01", source="payment", invoice="second_invoice"),
    ),
    "a credit note used twice": (
        CheckViolation,
        _POSTING
        + _settle("50", source="credit_note")
        + ", "
        + _settle("50", source="credit_note", invoice="second_invoice"),
    ),
    "more open than the total": (
        CheckViolation,
        _POSTING + "(%(entry)s, %(customer)s, 'EUR', 10, 'receivable', %(invoice)s, 'sales', NULL)",
    ),
    "an amount below zero": (CheckViolation, _POSTING + _settle("-10")),
    "an amount of zero": (CheckViolation, _POSTING + _settle("0")),
    "an amount that is no number": (CheckViolation, _POSTING + _settle("'NaN'")),
    "an infinite amount": (CheckViolation, _POSTING + _settle("'Infinity'")),
    "a fraction of a cent": (CheckViolation, _POSTING + _settle("10.001")),
    "no amount": (NotNullViolation, _POSTING + _settle("NULL")),
    "a receivable without its item": (
        CheckViolation,
        (
            _POSTING + "(%(entry)s, %(customer)s, 'EUR', 10,"
            " 'receivable', NULL, 'receivable', %(invoice)s)"
        ),
    ),
    "an item on sales": (
        CheckViolation,
        (
            _POSTING + "(%(entry)s, %(customer)s, 'EUR', 10,"
            " 'sales', %(payment)s, 'receivable', %(invoice)s)"
        ),
    ),
    "an item against itself": (CheckViolation, _POSTING + _settle("10", source="invoice")),
    "a retainer settled as if it were owed": (
        CheckViolation,
        _POSTING + _settle("10", invoice="retainer"),
    ),
    "an invoice on the retainer account": (
        CheckViolation,
        (
            _POSTING + "(%(entry)s, %(customer)s, 'EUR', 10,"
            " 'requested', NULL, 'retainer', %(invoice)s)"
        ),
    ),
    "changing a posting": (InsufficientPrivilege, "UPDATE billing_posting SET amount = 1"),
    "deleting a posting": (InsufficientPrivilege, "DELETE FROM billing_posting"),
    "emptying the postings": (InsufficientPrivilege, "TRUNCATE billing_posting"),
    "changing an entry": (
        InsufficientPrivilege,
        "UPDATE billing_journalentry SET effective_on = '2020-01-01'",
    ),
    "deleting an entry": (InsufficientPrivilege, "DELETE FROM billing_journalentry"),
    "emptying the journal": (InsufficientPrivilege, "TRUNCATE billing_journalentry CASCADE"),
    "the same event twice": (
        UniqueViolation,
        _ENTRY + "(%(customer)s, 'EUR', 'payment', %(key)s, '2026-03-02', NULL, '')",
    ),
    "reversing twice": (
        UniqueViolation,
        (
            _ENTRY + "(%(customer)s, 'EUR', 'reversal', 'a', '2026-03-02', %(entry)s, ''),"
            " (%(customer)s, 'EUR', 'reversal', 'b', '2026-03-02', %(entry)s, '')"
        ),
    ),
    "a reversal of nothing": (
        CheckViolation,
        _ENTRY + "(%(customer)s, 'EUR', 'reversal', 'a', '2026-03-02', NULL, '')",
    ),
    "an entry in another currency": (
        ForeignKeyViolation,
        _ENTRY + "(%(customer)s, 'USD', 'payment', 'a', '2026-03-02', NULL, '')",
    ),
    "writing what is open": (InsufficientPrivilege, "UPDATE billing_openitem SET open = 0"),
    "writing an item's total": (InsufficientPrivilege, "UPDATE billing_openitem SET total = 1"),
    "moving an item to another customer": (
        InsufficientPrivilege,
        "UPDATE billing_openitem SET customer_id = %(foreign)s",
    ),
    "writing the column that is for locks": (
        InsufficientPrivilege,
        "UPDATE billing_openitem SET lock_hint = 1",
    ),
    "deleting an item": (InsufficientPrivilege, "DELETE FROM billing_openitem"),
    "an item born open": (
        CheckViolation,
        _ITEM + "(%(customer)s, 'EUR', 'payment', 'X', '', '2026-03-02', NULL, 10, 10, 0)",
    ),
    "an item worth less than nothing": (
        CheckViolation,
        _ITEM + "(%(customer)s, 'EUR', 'payment', 'X', '', '2026-03-02', NULL, -10, 0, 0)",
    ),
    "an item worth no number": (
        CheckViolation,
        _ITEM + "(%(customer)s, 'EUR', 'payment', 'X', '', '2026-03-02', NULL, 'NaN', 0, 0)",
    ),
    "an item worth a fraction of a cent": (
        CheckViolation,
        _ITEM + "(%(customer)s, 'EUR', 'payment', 'X', '', '2026-03-02', NULL, 0.001, 0, 0)",
    ),
    "an item in another currency": (
        ForeignKeyViolation,
        _ITEM + "(%(customer)s, 'USD', 'payment', 'X', '', '2026-03-02', NULL, 10, 0, 0)",
    ),
    "a debt without a due date": (
        CheckViolation,
        _ITEM + "(%(customer)s, 'EUR', 'invoice', 'X', '', '2026-03-02', NULL, 10, 0, 0)",
    ),
    "an invoice on another customer's item": (
        ForeignKeyViolation,
        ("UPDATE billing_invoice SET open_item_id = %(foreign_payment)s WHERE id = %(draft)s"),
    ),
    "two invoices on one item": (
        UniqueViolation,
        ("UPDATE billing_invoice SET open_item_id = %(invoice)s WHERE id = %(draft)s"),
    ),
    "an invoice given to another customer": (
        ForeignKeyViolation,
        (
            "UPDATE billing_invoice SET open_item_id = %(payment)s, customer_id = %(foreign)s"
            " WHERE id = %(draft)s"
        ),
    ),
    "another currency for the customer": (
        ForeignKeyViolation,
        "UPDATE accounts_customer SET currency = 'USD' WHERE id = %(customer)s",
    ),
    "writing a balance": (
        InsufficientPrivilege,
        "UPDATE billing_accountbalance SET outstanding = 0",
    ),
    "deleting a balance": (InsufficientPrivilege, "DELETE FROM billing_accountbalance"),
    "writing a due total": (InsufficientPrivilege, "UPDATE billing_duetotal SET open = 0"),
    "inventing a due total": (
        InsufficientPrivilege,
        (
            "INSERT INTO billing_duetotal (customer_id, due_on, open)"
            " VALUES (%(customer)s, '2020-01-01', 1)"
        ),
    ),
    "writing a daily total": (InsufficientPrivilege, "UPDATE billing_dailytotal SET paid = 0"),
    "taking a trigger away": (
        InsufficientPrivilege,
        "ALTER TABLE billing_posting DISABLE TRIGGER ALL",
    ),
    "taking a constraint away": (
        InsufficientPrivilege,
        "ALTER TABLE billing_openitem DROP CONSTRAINT open_item_open_not_negative",
    ),
    "playing the replica": (InsufficientPrivilege, "SET session_replication_role = replica"),
    "another trigger function": (
        InsufficientPrivilege,
        (
            "CREATE OR REPLACE FUNCTION apply_postings() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN RETURN NULL; END'"
        ),
    ),
}


@pytest.fixture
def world(db: None) -> World:
    """A customer with documents of every kind, another one, and one who pays in yen."""
    customer, foreign = factories.make_customer(), factories.make_customer()
    yen = factories.make_customer(currency="JPY")
    documents = {
        "invoice": factories.make_invoice(customer, 100),
        "second_invoice": factories.make_invoice(customer, 200),
        "payment": factories.make_payment(customer, 70, key="known"),
        "credit_note": factories.make_credit_note(customer, 50),
        "retainer": factories.make_retainer(customer, 30),
        "foreign_invoice": factories.make_invoice(foreign, 100),
        "foreign_payment": factories.make_payment(foreign, 100),
        "yen_invoice": factories.make_invoice(yen, 100),
    }
    return {name: document.open_item_id for name, document in documents.items()} | {
        "draft": factories.draft_invoice(customer).pk,
        "customer": customer.pk,
        "foreign": foreign.pk,
        "key": "payment:known",
        "entry": JournalEntry.objects.get(key="payment:known").pk,
        "foreign_entry": JournalEntry.objects.filter(customer=foreign).earliest("pk").pk,
    }


def _everything() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT array_agg(t ORDER BY id) FROM billing_posting t)::text,"
            " (SELECT array_agg(t ORDER BY id) FROM billing_journalentry t)::text,"
            " (SELECT array_agg(t ORDER BY id) FROM billing_openitem t)::text,"
            " (SELECT array_agg(t ORDER BY id) FROM billing_invoice t)::text,"
            " (SELECT array_agg(t ORDER BY customer_id) FROM billing_accountbalance t)::text,"
            " (SELECT array_agg(t ORDER BY id) FROM billing_duetotal t)::text,"
            " (SELECT array_agg(t ORDER BY id) FROM billing_dailytotal t)::text"
        )
        return list(cursor.fetchone())


@pytest.mark.usefixtures("two_roles")
@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_database_refuses(what: str, world: World) -> None:
    error, statement = FORBIDDEN[what]
    before = _everything()

    with pytest.raises(error), transaction.atomic():
        connection.connection.execute(statement, world)

    assert _everything() == before


def test_what_is_allowed_goes_through_in_the_same_sql(world: World) -> None:
    """The control: the refusals above are not due to misspelt statements."""
    connection.connection.execute(_POSTING + _settle("70"), world)

    with connection.cursor() as cursor:
        cursor.execute("SELECT open FROM billing_openitem WHERE id = %(invoice)s", world)
        assert cursor.fetchone() == (Decimal(30),)


@pytest.mark.parametrize("table", ["billing_posting", "billing_journalentry"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET customer_id = 1", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_journal_is_append_only_for_the_owner_too(
    statement: str, table: str, owner_cursor: psycopg.Cursor[Any]
) -> None:
    factories.make_invoice(factories.make_customer())

    with pytest.raises(InsufficientPrivilege, match="append-only"):
        owner_cursor.execute(statement.format(table).encode())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_openitem SET open = 0",
        "DELETE FROM billing_openitem",
        "UPDATE billing_accountbalance SET outstanding = 0",
        "DELETE FROM billing_duetotal",
        "UPDATE billing_dailytotal SET invoiced = 0",
    ],
)
def test_what_postings_keep_the_owner_does_not_write(
    statement: str, owner_cursor: psycopg.Cursor[Any]
) -> None:
    factories.make_invoice(factories.make_customer())

    with pytest.raises(InsufficientPrivilege, match="kept by postings"):
        owner_cursor.execute(statement.encode())


@pytest.mark.usefixtures("two_roles")
def test_the_application_owns_no_table_and_is_no_superuser(
    transactional_db: None, app_connection_factory: Callable[[], psycopg.Connection[Any]]
) -> None:
    role = app_connection_factory().execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole,"
        " EXISTS (SELECT FROM pg_tables WHERE tableowner = current_user)"
        " FROM pg_roles WHERE rolname = current_user"
    )
    assert role.fetchone() == (False, False, False, False)
