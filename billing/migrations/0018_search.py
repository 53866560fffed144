from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("billing", "0017_frozen_documents")]

    operations = [
        run_file(
            SQL / "search.sql",
            undo=(
                "DROP INDEX billing_openitem_search_number;"
                " DROP INDEX billing_openitem_search_reference;"
            ),
        ),
    ]
