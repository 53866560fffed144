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
        run_file(SQL / "audit.sql", undo=(SQL / "undo" / "audit.sql").read_text()),
        run_file(SQL / "audit_invitations.sql", undo=(SQL / "undo" / "audit_invitations.sql").read_text()),
        run_file(SQL / "hold.sql", undo=(SQL / "undo" / "hold.sql").read_text()),
        run_file(SQL / "audit_sharing.sql", undo=(SQL / "undo" / "audit_sharing.sql").read_text()),
        run_file(SQL / "audit_words.sql", undo=(SQL / "undo" / "audit_words.sql").read_text()),
        run_file(SQL / "approvals.sql", undo=(SQL / "undo" / "approvals.sql").read_text()),
        run_file(SQL / "chain.sql"),
        run_file(SQL / "plain_text.sql", undo=(SQL / "undo" / "plain_text.sql").read_text()),
        run_file(SQL / "own_companies.sql", undo=(SQL / "undo" / "own_companies.sql").read_text()),
    ]
