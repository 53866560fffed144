from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A change request is decided once, and an order changes by it alone."""

    dependencies = [("orders", "0007_order_changes")]

    operations = [run_file(SQL / "0008_changes.sql", undo=(SQL / "0008_changes_undo.sql").read_text())]
