from pathlib import Path

from django.db import migrations, models

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"
UNDO = "DROP TRIGGER hold_moment ON accounts_customer; DROP FUNCTION hold_has_its_moment();"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_invitations_and_applications"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("hold_release", "below_limit"), ("status", "on_hold"), _negated=True
                    ),
                    ("credit_limit__isnull", False),
                    _connector="OR",
                ),
                name="customer_hold_below_limit_has_one",
                violation_error_message=(
                    "Set a credit limit, or choose another way to end the hold."
                ),
            ),
        ),
        run_file(SQL / "hold.sql", undo=UNDO),
    ]
