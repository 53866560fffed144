from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
TABLES = ("methodrule", "partialpaymentrule", "autopayagreement", "paymentattempt", "transfer")


class Migration(migrations.Migration):
    """Payment rules, agreements and payments begun stand in the history."""

    dependencies = [
        ("billing", "0007_paid_by_link"),
        ("accounts", "0003_history_and_views_as"),
    ]

    operations = [
        run_file(
            SQL / "audit.sql",
            undo="".join(f"DROP TRIGGER audit ON billing_{table};" for table in TABLES),
        ),
    ]
