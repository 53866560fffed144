"""An issued document does not change, whoever holds the application's password: in plain SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from psycopg.errors import CheckViolation, InsufficientPrivilege

from billing.documents.credit_notes import void_credit_note
from billing.documents.invoices import void_invoice, write_off_invoice
from billing.documents.retainers import void_retainer
from billing.ledger.check import check_ledger
from billing.models import CreditNote, Invoice, Retainer, StatementDelivery, StoredDocument
from billing.payments.entry import void_payment
from billing.statements.batches.batch import add_customers, batch_for
from billing.statements.figures import Kind
from portal.kit.dates.periods import Period
from tests import factories
from tests.factories import DAY

pytestmark = pytest.mark.django_db
World = dict[str, Any]
Refused = (InsufficientPrivilege, CheckViolation)

DOCUMENTS = ("invoice", "creditnote", "retainer", "payment")
# Columns that may change, and how: they have tests of their own below.
CHANGING = {"status", "id"}
STORED = {"storeddocument": {"id", "lost_at"}, "statementdelivery": {"id"}}
LINES = {"invoiceline": "invoice_id", "creditnoteline": "credit_note_id"}
TABLES = (*DOCUMENTS, *LINES, *STORED)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def make_world() -> World:
    """One of everything, issued and stored: by table its row's id."""
    customer = factories.make_customer()
    documents: dict[str, Any] = {
        "invoice": factories.make_invoice(customer, 100, note="First"),
        "creditnote": factories.make_credit_note(customer, 30),
        "retainer": factories.make_retainer(customer, 40),
        "payment": factories.make_payment(customer, 50),
    }
    stored = StoredDocument.objects.create(
        item=documents["invoice"].open_item, language="en", revision="1", path="a", sha256="0" * 64
    )
    batch = batch_for(Kind.BALANCE_FORWARD, Period(DAY, DAY), today=DAY + timedelta(days=1))
    add_customers(batch, type(customer).objects.all())
    delivery = StatementDelivery.objects.get()
    StatementDelivery.objects.filter(pk=delivery.pk).update(
        state="stored", path="b", sha256="0" * 64
    )
    found = {name: document.pk for name, document in documents.items()}
    return found | {
        "invoiceline": documents["invoice"].lines.get().pk,
        "creditnoteline": documents["creditnote"].lines.get().pk,
        "storeddocument": stored.pk,
        "statementdelivery": delivery.pk,
        "customer": customer,
        "documents": documents,
    }


def columns_of(table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = %s ORDER BY ordinal_position",
            [f"billing_{table}"],
        )
        return list(cursor.fetchall())


OTHER = {
    "character varying": "left({0}, -1) || 'x'",
    "text": "coalesce({0}, '') || 'x'",
    "bigint": "coalesce({0}, 0) + 1",
    "integer": "coalesce({0}, 0) + 1",
    "smallint": "coalesce({0}, 0) + 1",
    "numeric": "coalesce({0}, 0) + 1",
    "date": "coalesce({0}, '2026-01-01') + 1",
    "boolean": "NOT {0}",
    "timestamp with time zone": "coalesce({0}, now()) + interval '1 day'",
}


def rows(table: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT array_agg(t ORDER BY id)::text FROM billing_{table} t")
        return cursor.fetchone()


def refused(statement: str) -> None:
    """The statement is refused, and by the guard alone: not for a slip of its own."""
    with pytest.raises(Refused), transaction.atomic():
        connection.connection.execute(statement)


@pytest.mark.parametrize("table", TABLES)
def test_no_column_of_an_issued_row_can_be_changed(table: str, world: World) -> None:
    before = rows(table)
    kept = STORED.get(table, CHANGING)
    for column, kind in columns_of(table):
        if column in kept:
            continue
        value = OTHER[kind].format(column)
        refused(f"UPDATE billing_{table} SET {column} = {value} WHERE id = {world[table]}")
    assert rows(table) == before


@pytest.mark.parametrize("table", TABLES)
def test_no_issued_row_can_be_deleted(table: str, world: World) -> None:
    refused(f"DELETE FROM billing_{table} WHERE id = {world[table]}")
    refused(f"TRUNCATE billing_{table} CASCADE")
    assert rows(table) != (None,)


def column_of(table: str) -> str:
    """One of its columns that holds text."""
    others = {"payment": "reference", "storeddocument": "sha256", "statementdelivery": "sha256"}
    return others.get(table, "description" if table in LINES else "note")


def test_the_owner_of_the_tables_cannot_either(owner_cursor: psycopg.Cursor[Any]) -> None:
    make_world()
    for table in TABLES:
        for statement in (
            f"UPDATE billing_{table} SET {column_of(table)} = 'other'",
            f"DELETE FROM billing_{table}",
            f"TRUNCATE billing_{table} CASCADE",
        ):
            with pytest.raises(InsufficientPrivilege, match=r"does not change|append-only"):
                owner_cursor.execute(statement.encode())


@pytest.mark.parametrize("table", LINES)
def test_issued_document_gets_no_further_line(table: str, world: World) -> None:
    parent = LINES[table]
    others = ", ".join(name for name, _ in columns_of(table) if name not in ("id", parent))
    copied = f"SELECT {others}, {parent} FROM billing_{table} WHERE id = {world[table]}"
    refused(f"INSERT INTO billing_{table} ({others}, {parent}) {copied}")


@pytest.mark.parametrize("table", LINES)
def test_line_of_a_draft_cannot_be_moved_to_an_issued_document(table: str, world: World) -> None:
    draft = {"invoiceline": factories.draft_invoice, "creditnoteline": factories.draft_credit_note}
    line = draft[table](world["customer"]).lines.get()
    issued = world[table.removesuffix("line")]
    refused(f"UPDATE billing_{table} SET {LINES[table]} = {issued} WHERE id = {line.pk}")


@pytest.mark.parametrize("status", ["draft", "void", "written_off", "received", "issued"])
@pytest.mark.parametrize("table", DOCUMENTS)
def test_status_moves_only_with_what_is_posted(table: str, status: str, world: World) -> None:
    if status == world["documents"][table].status or (table, status) == ("payment", "written_off"):
        return  # what it is, or longer than the column
    refused(f"UPDATE billing_{table} SET status = '{status}' WHERE id = {world[table]}")


VOIDING: dict[str, Callable[[Any], object]] = {
    "invoice": lambda one: void_invoice(one, voided_on=DAY),
    "creditnote": lambda one: void_credit_note(one, voided_on=DAY),
    "retainer": lambda one: void_retainer(one, voided_on=DAY),
    "payment": lambda one: void_payment(one, voided_on=DAY),
}


@pytest.mark.parametrize("table", DOCUMENTS)
def test_void_document_stays_void(table: str, world: World) -> None:
    VOIDING[table](world["documents"][table])
    back = "received" if table == "payment" else "issued"
    for status in (back, "draft"):
        refused(f"UPDATE billing_{table} SET status = '{status}' WHERE id = {world[table]}")
    assert not check_ledger().drift


def test_written_off_invoice_is_neither_void_nor_issued_again(world: World) -> None:
    write_off_invoice(world["documents"]["invoice"], written_off_on=DAY)
    for status in ("issued", "void", "draft"):
        refused(f"UPDATE billing_invoice SET status = '{status}' WHERE id = {world['invoice']}")


@pytest.mark.parametrize("table", ["invoice", "creditnote", "retainer"])
def test_draft_is_not_issued_without_its_open_item(table: str, world: World) -> None:
    make = {
        "invoice": factories.draft_invoice,
        "creditnote": factories.draft_credit_note,
        "retainer": factories.draft_retainer,
    }
    draft = make[table](world["customer"])
    due = "" if table == "creditnote" else ", due_on = '2026-03-02'"
    item = "(SELECT id FROM billing_openitem WHERE kind = 'payment' LIMIT 1)"
    refused(
        f"UPDATE billing_{table} SET status = 'issued', number = 'X', issued_on = '2026-03-02',"
        f" open_item_id = {item}{due} WHERE id = {draft.pk}"
    )


def copied(table: str, row: int, **other: str) -> str:
    """A statement that inserts the row once more, some of its columns changed."""
    others = [name for name, _kind in columns_of(table) if name != "id"]
    values = ", ".join(other.get(name, name) for name in others)
    target = f"billing_{table} ({', '.join(others)})"
    return f"INSERT INTO {target} SELECT {values} FROM billing_{table} WHERE id = {row}"


def item_by_hand(world: World, kind: str, **other: str) -> int:
    """An open item as the application may make one, for a document that is not there."""
    item = world["documents"][kind].open_item_id
    others = {"number": "'BY-HAND'", "open": "0", "lock_hint": "0"} | other
    statement = copied("openitem", item, **others)
    return int(connection.connection.execute(f"{statement} RETURNING id").fetchone()[0])


@pytest.mark.parametrize("table", DOCUMENTS)
def test_document_is_not_inserted_as_issued_without_an_item_that_says_the_same(
    table: str, world: World
) -> None:
    day, amount = ("received_on", "amount") if table == "payment" else ("issued_on", "total")
    item = item_by_hand(world, table)
    fitting = {"number": "'BY-HAND'", "open_item_id": str(item)}
    due = {} if table in ("payment", "creditnote") else {"due_on": "due_on + 1"}
    for other in (
        {"open_item_id": "NULL"} if table != "payment" else {},
        {"number": "'OTHER'"},
        {day: f"{day} - 1"},
        {amount: f"{amount} + 1"},
        {"status": "'void'"},
        due,
    ):
        if other:
            refused(copied(table, world[table], **(fitting | other)))
    with transaction.atomic():
        connection.connection.execute(copied(table, world[table], **fitting))
        transaction.set_rollback(True)


@pytest.mark.parametrize("table", LINES)
def test_lines_that_come_to_an_issued_document_add_up_to_it(table: str, world: World) -> None:
    kind = table.removesuffix("line")
    item = item_by_hand(world, kind)
    fitting = {"number": "'BY-HAND'", "open_item_id": str(item)}
    statement = copied(kind, world[kind], **fitting)
    document = connection.connection.execute(f"{statement} RETURNING id").fetchone()[0]
    parent = {LINES[table]: str(document)}
    refused(copied(table, world[table], net="net + 1", **parent))
    connection.connection.execute(copied(table, world[table], **parent))


def test_an_import_may_correct_note_and_order_and_nothing_else(world: World) -> None:
    connection.connection.execute(
        f"SELECT correct_document('invoice', {world['invoice']}, 'New', 'O-1')"
    )
    invoice = Invoice.objects.get()
    assert (invoice.note, invoice.order_reference) == ("New", "O-1")
    with transaction.atomic():
        connection.connection.execute("SELECT set_config('foyer.correcting', 'on', true)")
        refused(f"UPDATE billing_invoice SET note = 'Forged' WHERE id = {world['invoice']}")


def test_loss_of_a_stored_file_is_noted_once(world: World) -> None:
    StoredDocument.objects.update(lost_at="2026-03-03T00:00Z")
    refused(
        f"UPDATE billing_storeddocument SET lost_at = NULL WHERE id = {world['storeddocument']}"
    )


@pytest.mark.parametrize(
    ("model", "make"),
    [
        (Invoice, factories.draft_invoice),
        (CreditNote, factories.draft_credit_note),
        (Retainer, factories.draft_retainer),
    ],
)
def test_draft_is_deleted_with_its_lines(model: Any, make: Callable[..., Any], db: None) -> None:
    draft = make(factories.make_customer())
    draft.delete()
    assert not model.objects.exists()


def test_deleting_by_its_function_spares_what_is_issued(world: World) -> None:
    for kind in ("invoice", "creditnote", "retainer"):
        refused(f"SELECT delete_draft('{kind}', {world[kind]})")


def test_without_its_guard_a_row_does_change(owner_cursor: psycopg.Cursor[Any]) -> None:
    """The control: what refuses is the trigger."""
    make_world()
    for table in TABLES:
        guard = f"{'frozen_update' if table in LINES else 'frozen'}"
        alter = f"ALTER TABLE billing_{table} {{}} TRIGGER {guard}"
        owner_cursor.execute(alter.format("DISABLE").encode())
        try:
            owner_cursor.execute(
                f"UPDATE billing_{table} SET {column_of(table)} = 'other'".encode()
            )
            assert owner_cursor.rowcount == 1
        finally:
            owner_cursor.execute(alter.format("ENABLE").encode())
