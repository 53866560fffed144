from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The constraints and triggers that Django's models cannot say."""

    dependencies = [("support", "0001_support")]

    operations = [run_file(SQL / "0002_support.sql", undo=(SQL / "0002_support_undo.sql").read_text())]
