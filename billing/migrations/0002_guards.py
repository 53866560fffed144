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
        run_file(SQL / "0002_currency.sql", undo=(SQL / "undo" / "0002_currency.sql").read_text()),
        run_file(SQL / "0002_ledger.sql", undo=(SQL / "undo" / "0002_ledger.sql").read_text()),
        run_file(SQL / "0002_audit.sql", undo=(SQL / "undo" / "0002_audit.sql").read_text()),
        run_file(SQL / "0002_audit_methods.sql", undo=(SQL / "undo" / "0002_audit_methods.sql").read_text()),
        run_file(SQL / "0002_audit_money_back.sql", undo=(SQL / "undo" / "0002_audit_money_back.sql").read_text()),
        run_file(SQL / "0002_chain.sql", undo=(SQL / "undo" / "0002_chain.sql").read_text()),
        run_file(SQL / "0002_frozen_documents.sql", undo=(SQL / "undo" / "0002_frozen_documents.sql").read_text()),
        run_file(SQL / "0002_search.sql", undo=(SQL / "undo" / "0002_search.sql").read_text()),
        run_file(SQL / "0002_no_future.sql", undo=(SQL / "undo" / "0002_no_future.sql").read_text()),
        run_file(SQL / "0002_plain_text.sql", undo=(SQL / "undo" / "0002_plain_text.sql").read_text()),
        run_file(SQL / "0002_frozen_inserts.sql", undo=(SQL / "undo" / "0002_frozen_inserts.sql").read_text()),
        run_file(SQL / "0002_audit_settled.sql"),
    ]
