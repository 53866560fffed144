from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The constraints and triggers that Django's models cannot say."""

    dependencies = [("orders", "0001_orders"), ("billing", "0002_guards"), ("catalog", "0002_guards")]

    operations = [
        run_file(SQL / "0002_orders.sql", undo=(SQL / "0002_orders_undo.sql").read_text()),
        run_file(SQL / "0002_estimates.sql", undo=(SQL / "0002_estimates_undo.sql").read_text()),
    ]
