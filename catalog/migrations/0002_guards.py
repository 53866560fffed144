from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The constraints and triggers that Django's models cannot say."""

    dependencies = [("catalog", "0001_catalogue_and_prices")]

    operations = [
        run_file(SQL / "catalogue.sql", undo=(SQL / "catalogue_undo.sql").read_text()),
        run_file(SQL / "prices.sql", undo=(SQL / "prices_undo.sql").read_text()),
    ]
