from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The constraints, triggers and functions that Django's models cannot say."""

    dependencies = [
        ("billing", "0001_initial"),
        ("kit", "0002_guards"),
        ("accounts", "0002_guards"),
    ]

    operations = [
        run_file(SQL / "currency.sql", undo=(SQL / "undo" / "currency.sql").read_text()),
        run_file(SQL / "ledger.sql", undo=(SQL / "undo" / "ledger.sql").read_text()),
        run_file(SQL / "audit.sql", undo=(SQL / "undo" / "audit.sql").read_text()),
        run_file(SQL / "audit_methods.sql", undo=(SQL / "undo" / "audit_methods.sql").read_text()),
        run_file(SQL / "audit_money_back.sql", undo=(SQL / "undo" / "audit_money_back.sql").read_text()),
        run_file(SQL / "chain.sql", undo=(SQL / "undo" / "chain.sql").read_text()),
        run_file(SQL / "frozen_documents.sql", undo=(SQL / "undo" / "frozen_documents.sql").read_text()),
        run_file(SQL / "search.sql", undo=(SQL / "undo" / "search.sql").read_text()),
        run_file(SQL / "no_future.sql", undo=(SQL / "undo" / "no_future.sql").read_text()),
        run_file(SQL / "plain_text.sql", undo=(SQL / "undo" / "plain_text.sql").read_text()),
        run_file(SQL / "frozen_inserts.sql", undo=(SQL / "undo" / "frozen_inserts.sql").read_text()),
        run_file(SQL / "audit_settled.sql"),
    ]
