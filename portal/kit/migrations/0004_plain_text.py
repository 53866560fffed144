from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = """
    DROP PROCEDURE keep_plain(text[], text, text[]);
    DROP FUNCTION is_plain_number(text), is_plain_code(text), is_plain_name(text),
        is_plain_line(text), is_plain_text(text);
"""


class Migration(migrations.Migration):
    """Which characters texts, names and numbers may hold, for constraints to ask."""

    dependencies = [("kit", "0003_seals")]

    operations = [run_file(SQL / "plain_text.sql", undo=UNDO)]
