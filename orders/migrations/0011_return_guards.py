from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What comes back was shipped, and what is credited was invoiced."""

    dependencies = [("orders", "0010_returns")]

    operations = [run_file(SQL / "0011_returns.sql", undo=(SQL / "0011_returns_undo.sql").read_text())]
