from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """Issued documents, their lines, payments and stored files are frozen."""

    dependencies = [("billing", "0016_first_views")]

    operations = [
        run_file(
            SQL / "frozen_documents.sql", undo=(SQL / "frozen_documents_undo.sql").read_text()
        ),
    ]
