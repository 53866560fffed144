from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = "DROP FUNCTION audit_redact_words(text[]), audit_redacted(jsonb, text[]);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_change_requests")]

    operations = [run_file(SQL / "audit_words.sql", undo=UNDO)]
