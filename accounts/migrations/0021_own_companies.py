from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = "SELECT portal_wall_down('accounts_customer'); DROP FUNCTION portal_own_companies();"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_plain_text"), ("kit", "0005_row_walls")]

    operations = [run_file(SQL / "own_companies.sql", undo=UNDO)]
