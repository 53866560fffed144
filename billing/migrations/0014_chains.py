from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = "DROP FUNCTION chain_entries(bigint, bigint), chain_postings(bigint, bigint)"


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_money_back"), ("kit", "0003_seals")]

    operations = [run_file(SQL / "chain.sql", undo=UNDO)]
