from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The constraints, triggers and functions that Django's models cannot say."""

    dependencies = [
        ("kit", "0001_initial"),
    ]

    operations = [
        run_file(SQL / "0002_seals.sql", undo=(SQL / "undo" / "0002_seals.sql").read_text()),
        run_file(SQL / "0002_plain_text.sql", undo=(SQL / "undo" / "0002_plain_text.sql").read_text()),
        run_file(SQL / "0002_row_walls.sql", undo=(SQL / "undo" / "0002_row_walls.sql").read_text()),
    ]
