"""The ledger's hash chains: they hold nobody up, miss nothing, and tell of every change."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from billing.models import Posting
from portal.kit.db import seals
from portal.kit.db.seals import Seal, broken_seals, heads, seal
from portal.kit.tasks import seal_regularly
from tests.chains import sealed, sealed_some
from tests.factories import make_customer, make_invoice, make_payment

pytestmark = pytest.mark.django_db(transaction=True)


def output(*arguments: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("check_ledger", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def past_the_triggers(owner_cursor: Any, table: str, statement: str) -> None:
    owner_cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner_cursor.execute(statement)
    owner_cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_everything_posted_is_sealed_once() -> None:
    make_invoice(make_customer())
    assert seal() == 0
    sealed_some()
    seal_regularly(0)
    sealed()
    [one] = Seal.objects.filter(chain="postings")
    assert one.row_count == Posting.objects.count() == 1
    assert sealed() == 0


def test_large_backlog_is_sealed_in_batches_that_follow_each_other(monkeypatch) -> None:
    monkeypatch.setattr(seals, "ROWS_A_SEAL", 2)
    customer = make_customer()
    for _invoice in range(5):
        make_invoice(customer)
    sealed()
    counts = Seal.objects.filter(chain="postings").order_by("last_id")
    assert [one.row_count for one in counts] == [2, 2, 1]
    assert broken_seals() == []


def test_row_that_is_committed_late_is_not_missed(app_connection_factory) -> None:
    """Its number is lower than those sealed meanwhile would be: they wait for it."""
    customer = make_customer()
    make_invoice(customer)
    columns = "customer_id, currency, key, kind, effective_on, note"
    late = app_connection_factory()
    late.execute(
        f"INSERT INTO billing_journalentry ({columns})"
        " VALUES (%s, 'EUR', 'late', 'refund', '2026-01-01', '')",
        [customer.pk],
    )
    make_invoice(make_customer())
    for _time in range(3):
        seal()
    assert not Seal.objects.filter(chain="entries").exists()
    late.commit()
    sealed_some()
    sealed()
    assert Seal.objects.get(chain="entries").row_count == 3
    make_payment(customer)
    sealed()
    assert broken_seals() == []


def test_sealing_waits_for_no_posting_and_no_posting_for_it(app_connection_factory) -> None:
    make_invoice(make_customer())
    seal()
    sealing = app_connection_factory()
    sealing.execute("SELECT seal_next('postings', 100)")
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
        make_invoice(make_customer())
        cursor.execute("SET lock_timeout = 0")
    sealing.rollback()


def test_restored_backup_goes_on_sealing(owner_cursor: Any) -> None:
    """Its mark speaks of transactions of another server, which may be far ahead."""
    make_invoice(make_customer())
    seal()
    owner_cursor.execute("UPDATE kit_sealmark SET xid = '99999999999'")
    sealed()
    assert Seal.objects.filter(chain="postings").exists()


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("billing_posting", "UPDATE billing_posting SET amount = amount + 1"),
        ("billing_posting", "DELETE FROM billing_posting"),
        ("billing_journalentry", "UPDATE billing_journalentry SET effective_on = '2020-01-01'"),
        ("billing_journalentry", "UPDATE billing_journalentry SET note = 'Nothing to see'"),
    ],
)
def test_what_the_owner_changes_behind_the_triggers_is_found(
    owner_cursor: Any, table: str, change: str
) -> None:
    make_invoice(make_customer())
    sealed()
    assert output()[1] == 0
    past_the_triggers(owner_cursor, table, change)
    chain = "postings" if table == "billing_posting" else "entries"
    text, code = output()
    assert code == 1
    assert f"Seal broken: {chain}" in text


def test_chain_that_was_written_anew_does_not_fit_a_head_noted_elsewhere(
    owner_cursor: Any, tmp_path: Path
) -> None:
    make_invoice(make_customer())
    sealed()
    noted = tmp_path / "heads.txt"
    noted.write_text(output("--head")[0])
    assert output("--noted", str(noted)) == (output()[0], 0)
    past_the_triggers(owner_cursor, "billing_posting", "UPDATE billing_posting SET amount = 5")
    past_the_triggers(owner_cursor, "kit_seal", "DELETE FROM kit_seal WHERE chain = 'postings'")
    sealed()
    assert broken_seals() == []
    text, code = output("--noted", str(noted))
    assert code == 1
    assert "Noted head not found: postings" in text


def test_heads_are_one_line_a_chain() -> None:
    make_invoice(make_customer())
    sealed()
    lines = output("--head")[0].splitlines()
    assert [line.split()[0] for line in lines] == ["entries", "history", "postings"]
    assert [line.split()[2] for line in lines] == [one.head for one in heads()]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO kit_seal (chain, last_id, row_count, digest, head) VALUES ('x', 1, 1, '', '')",
        "UPDATE kit_seal SET head = ''",
        "DELETE FROM kit_seal",
        "DELETE FROM kit_sealmark",
    ],
)
def test_application_makes_no_seals_by_hand(two_roles: None, statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute(statement)


def test_head_noted_before_anything_was_sealed_is_no_lost_one(tmp_path: Path) -> None:
    noted = tmp_path / "heads.txt"
    noted.write_text(output("--head")[0])
    make_invoice(make_customer())
    sealed()
    assert output("--noted", str(noted))[1] == 0
