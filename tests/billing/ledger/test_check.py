"""`check_ledger` finds what cannot be prevented: the owner of the tables going past the guards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import call_command

from billing.documents.credit_notes import void_credit_note
from billing.documents.invoices import void_invoice
from billing.ledger.allocation import allocate, take_back
from billing.ledger.check import CHECKS, QUERIES, check_ledger
from billing.models import CreditNote, JournalEntry
from tests import factories

Owner = psycopg.Cursor[Any]


def _run(*arguments: str) -> tuple[int, str]:
    """The command's exit code and what it prints."""
    out = StringIO()
    try:
        call_command("check_ledger", *arguments, stdout=out)
    except SystemExit as exit_:
        return int(exit_.code or 0), out.getvalue()
    return 0, out.getvalue()


@contextmanager
def _unguarded(owner: Owner) -> Iterator[None]:
    """The owner switches the ledger's triggers off, which the application's role cannot."""
    tables = (
        *("posting", "journalentry", "openitem", "accountbalance", "duetotal", "dailytotal"),
        *("invoice", "invoiceline", "creditnote", "creditnoteline", "payment", "retainer"),
    )
    for table in tables:
        owner.execute(f"ALTER TABLE billing_{table} DISABLE TRIGGER USER".encode())
    yield
    for table in tables:
        owner.execute(f"ALTER TABLE billing_{table} ENABLE TRIGGER USER".encode())


@pytest.fixture
def ledger(transactional_db: None) -> None:
    """One customer, C-00001, with something of everything."""
    customer = factories.make_customer()
    invoice = factories.make_invoice(customer, 100)
    factories.make_credit_note(customer, 30)
    factories.make_retainer(customer, 40)
    factories.pay(invoice, 60)


# What the owner does, and the object the check must name.
PLANTED = {
    "UPDATE billing_openitem SET open = 41 WHERE kind = 'invoice'": "invoice INV-00001 open: "
    "stored 41, recomputed 40",
    "UPDATE billing_accountbalance SET deposits = 1": "C-00001 balance",
    "DELETE FROM billing_accountbalance": "C-00001 balance",
    "UPDATE billing_duetotal SET open = 1": "C-00001 due on 2026-04-01: stored 1, recomputed 40",
    "DELETE FROM billing_duetotal": "C-00001 due on 2026-04-01",
    "UPDATE billing_dailytotal SET paid = 0": "C-00001 day 2026-03-02",
    "DELETE FROM billing_dailytotal": "C-00001 day 2026-03-02",
    "UPDATE billing_posting SET amount = 61 WHERE amount = 60 AND debit_account = 'cash'": (
        "payment PAY-00001 open: stored 0"
    ),
    "DELETE FROM billing_posting WHERE amount = 30": " credit-note:",
    "UPDATE billing_invoice SET total = 99": "invoice INV-00001 (customer, number, dates, total)",
    "UPDATE billing_invoice SET number = 'INV-9'": "invoice INV-9 (customer, number, dates, total)",
    "UPDATE billing_invoice SET due_on = due_on + 1": "invoice INV-00001 (customer",
    "UPDATE billing_payment SET received_on = '2026-01-01'": "payment PAY-00001 (customer",
    "DELETE FROM billing_retainer": "retainer RET-00001 (customer",
    "UPDATE billing_invoiceline SET net = 1": "invoice INV-00001 (net, tax, total)",
    "UPDATE billing_invoiceline SET tax_rate = 20": "invoice INV-00001 (net, tax, total): "
    "stored 100.00 0.00 100.00, recomputed 100.00 20.00 120.00",
    "DELETE FROM billing_creditnoteline": "credit_note CN-00001 (net, tax, total)",
    "UPDATE billing_invoice SET status = 'void'": (
        "invoice INV-00001 status: stored void, recomputed posted"
    ),
    "UPDATE billing_invoice SET status = 'draft'": "invoice INV-00001 (customer",
    "UPDATE billing_journalentry SET effective_on = '2026-01-01' WHERE kind = 'allocation'": (
        "on invoice INV-00001: stored 2026-01-01, recomputed from 2026-03-02"
    ),
    "UPDATE billing_journalentry SET effective_on = '2026-03-03' WHERE kind = 'payment'": (
        "payment on payment PAY-00001: stored 2026-03-03, recomputed 2026-03-02"
    ),
}


@pytest.mark.parametrize("statement", PLANTED)
@pytest.mark.usefixtures("ledger")
def test_planted_drift_is_found_and_named(statement: str, owner_cursor: Owner) -> None:
    with _unguarded(owner_cursor):
        owner_cursor.execute(statement.encode())

    code, printed = _run()

    assert code == 1
    assert PLANTED[statement] in printed


@pytest.mark.usefixtures("ledger")
def test_a_reversal_that_is_not_the_opposite_is_found(owner_cursor: Owner) -> None:
    void_credit_note(CreditNote.objects.get(), voided_on=factories.DAY)
    with _unguarded(owner_cursor):
        owner_cursor.execute(
            "UPDATE billing_posting SET amount = 29"
            " WHERE entry_id = (SELECT max(id) FROM billing_journalentry)"
        )

    assert any(drift.object.endswith("reversed") for drift in check_ledger().drift)


def test_a_payment_used_twice_on_a_past_day_is_found(owner_cursor: Owner) -> None:
    payment = factories.pay(factories.make_invoice(factories.make_customer(), 100))
    first = JournalEntry.objects.get(kind="allocation")
    take_back(first, effective_on=factories.DAY + timedelta(10))
    (posting,) = first.postings.all()
    allocate(source=factories.item_of(payment), invoice=posting.credit_item, amount=posting.amount)
    with _unguarded(owner_cursor):
        owner_cursor.execute(
            "UPDATE billing_journalentry SET effective_on = '2026-03-05'"
            " WHERE kind = 'allocation' AND id <> %s",
            [first.pk],
        )

    code, printed = _run()

    assert code == 1
    assert "payment PAY-00001 open on 2026-03-05: stored -100.00, recomputed between 0" in printed


@pytest.mark.usefixtures("ledger")
def test_a_sound_ledger_has_no_drift() -> None:
    code, printed = _run()

    assert code == 0
    assert printed.endswith("No drift.\n")


@pytest.mark.usefixtures("ledger")
def test_json_names_the_currency_where_there_is_one() -> None:
    assert json.loads(_run("--json")[1]) == {
        "customers": 1,
        "invoices": 1,
        "invoiced": {"EUR": "100.00"},
        "credit_notes": 1,
        "credited": {"EUR": "30.00"},
        "payments": 1,
        "paid": {"EUR": "60.00"},
        "outstanding": {"EUR": "40.00"},
        "credits": {"EUR": "30.00"},
        "deposits": {"EUR": "0.00"},
        "net": {"EUR": "10.00"},
        "drift": 0,
    }


@pytest.mark.usefixtures("ledger")
def test_json_gives_amounts_by_currency_where_there_are_several() -> None:
    factories.make_invoice(factories.make_customer(currency="JPY"), 5000)

    figures = json.loads(_run("--json")[1])

    assert figures["customers"] == figures["invoices"] == 2
    assert figures["invoiced"] == {"EUR": "100.00", "JPY": "5000"}
    assert figures["net"] == {"EUR": "10.00", "JPY": "5000"}


@pytest.mark.django_db
def test_json_has_the_same_shape_for_an_empty_ledger() -> None:
    figures = json.loads(_run("--json")[1])
    assert figures["invoices"] == figures["drift"] == 0
    assert figures["invoiced"] == figures["net"] == {}


@pytest.mark.usefixtures("ledger")
def test_json_counts_the_differences(owner_cursor: Owner) -> None:
    with _unguarded(owner_cursor):
        owner_cursor.execute("UPDATE billing_openitem SET open = 0")

    code, printed = _run("--json")

    assert code == 1
    assert json.loads(printed)["drift"] == 3  # the invoice, the credit note, the retainer


@pytest.mark.django_db
def test_void_documents_are_not_counted() -> None:
    customer = factories.make_customer()
    void_invoice(factories.make_invoice(customer, 100), voided_on=factories.DAY)
    factories.draft_invoice(customer, 100)

    assert check_ledger().figures == []


@pytest.mark.django_db
def test_an_invoice_of_nothing_counts_and_is_no_drift() -> None:
    factories.make_invoice(factories.make_customer(), 0)

    check = check_ledger()

    assert (check.figures[0].invoices, check.drift) == (1, [])


def test_every_query_file_is_run() -> None:
    assert {path.stem for path in QUERIES.glob("*.sql")} == {*CHECKS, "recomputed", "figures"}
