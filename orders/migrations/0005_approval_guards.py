from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Who decides about whose orders."""

    dependencies = [("orders", "0004_purchase_approvals")]

    operations = [run_file(SQL / "0005_approvals.sql", undo=(SQL / "0005_approvals_undo.sql").read_text())]
