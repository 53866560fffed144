from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The constraints and triggers that Django's models cannot say."""

    dependencies = [
        ("billing", "0001_ledger_and_documents"),
        ("accounts", "0001_people_and_customers"),
    ]

    operations = [
        run_file(SQL / "currency.sql", undo="DROP FUNCTION currency_exponent(text)"),
        run_file(SQL / "ledger.sql", undo=(SQL / "ledger_undo.sql").read_text()),
    ]
