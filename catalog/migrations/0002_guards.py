from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The constraints and triggers that Django's models cannot say."""

    dependencies = [("catalog", "0001_catalogue_and_prices")]

    operations = [
        run_file(SQL / "0002_catalogue.sql", undo=(SQL / "0002_catalogue_undo.sql").read_text()),
        run_file(SQL / "0002_prices.sql", undo=(SQL / "0002_prices_undo.sql").read_text()),
    ]
