from pathlib import Path

from django.db import migrations, models

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """What a gateway calls its page and its charge has one name here, whichever gateway it is."""

    dependencies = [("billing", "0002_guards")]

    operations = [
        migrations.RemoveIndex("paymentattempt", "attempt_never_opened"),
        migrations.RenameField("paymentattempt", "session_id", "page_id"),
        migrations.RenameField("paymentattempt", "intent_id", "charge_id"),
        migrations.RenameField("methodsetup", "session_id", "page_id"),
        migrations.RenameField("webhookevent", "intent_id", "charge_id"),
        migrations.AddIndex(
            "paymentattempt",
            models.Index(
                fields=["started_at"],
                name="attempt_never_opened",
                condition=models.Q(
                    state="cancelled", page_id__isnull=True, saved_method__isnull=True
                ),
            ),
        ),
        run_file(SQL / "0003_gateway_neutral_names.sql", undo=(SQL / "0002_audit_settled.sql").read_text()),
    ]
