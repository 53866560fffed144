from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("kit", "0004_plain_text")]

    operations = [
        run_file(SQL / "row_walls.sql", undo=(SQL / "row_walls_undo.sql").read_text()),
    ]
