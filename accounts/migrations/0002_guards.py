from pathlib import Path

from django.db import migrations

from portal.kit.db.migrations import run_file

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    """The constraints, triggers and functions that Django's models cannot say."""

    dependencies = [
        ("accounts", "0001_initial"),
        ("kit", "0002_guards"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        run_file(SQL / "0002_audit.sql", undo=(SQL / "undo" / "0002_audit.sql").read_text()),
        run_file(SQL / "0002_audit_invitations.sql", undo=(SQL / "undo" / "0002_audit_invitations.sql").read_text()),
        run_file(SQL / "0002_hold.sql", undo=(SQL / "undo" / "0002_hold.sql").read_text()),
        run_file(SQL / "0002_audit_sharing.sql", undo=(SQL / "undo" / "0002_audit_sharing.sql").read_text()),
        run_file(SQL / "0002_audit_words.sql", undo=(SQL / "undo" / "0002_audit_words.sql").read_text()),
        run_file(SQL / "0002_approvals.sql", undo=(SQL / "undo" / "0002_approvals.sql").read_text()),
        run_file(SQL / "0002_chain.sql"),
        run_file(SQL / "0002_plain_text.sql", undo=(SQL / "undo" / "0002_plain_text.sql").read_text()),
        run_file(SQL / "0002_own_companies.sql", undo=(SQL / "undo" / "0002_own_companies.sql").read_text()),
    ]
