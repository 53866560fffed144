from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
TABLES = (
    *("journalentry", "openitem", "payment", "transfer"),
    *("invoice", "creditnote", "retainer"),
)


class Migration(migrations.Migration):
    """Nothing takes effect after today."""

    dependencies = [("billing", "0019_bounds_and_scheduled_drafts")]

    operations = [
        run_file(
            SQL / "no_future.sql",
            undo="".join(f"DROP TRIGGER no_future ON billing_{table};" for table in TABLES)
            + "DROP FUNCTION refuse_future()",
        ),
    ]
