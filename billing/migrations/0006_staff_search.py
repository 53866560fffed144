from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Indexes of the staff's search."""

    dependencies = [("billing", "0005_refund_polls")]

    operations = [
        run_file(SQL / "0006_staff_search.sql", undo=(SQL / "undo" / "0006_staff_search.sql").read_text()),
    ]
