from pathlib import Path

import django.utils.timezone
from django.db import migrations, models

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """A refund is polled as payments and method setups are."""

    dependencies = [("billing", "0004_payment_habit")]

    operations = [
        migrations.RemoveIndex("refund", "refund_to_look_at"),
        migrations.AddField(
            "refund", "poll_count", models.PositiveSmallIntegerField(default=0, editable=False)
        ),
        migrations.AddField(
            "refund",
            "next_poll_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddIndex(
            "refund",
            models.Index(
                fields=["next_poll_at"],
                name="refund_to_look_at",
                condition=models.Q(state="created"),
            ),
        ),
        run_file(SQL / "0005_refund_polls.sql"),
    ]
