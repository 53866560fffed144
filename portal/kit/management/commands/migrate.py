"""Django's `migrate`, run as the owner of the tables and followed by the application's grants."""

from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.commands import migrate
from django.db import OperationalError, connection
from psycopg.errors import LockNotAvailable, QueryCanceled

from portal.kit.commands import InOneStyle
from portal.kit.db.roles import as_owner, grant_to_application, grant_to_portal, has_own_owner

# Whoever waits for a table's lock makes everybody behind them wait too.
LOCK_TIMEOUT = "10s"
STATEMENT_TIMEOUT = "30min"


class Command(InOneStyle, migrate.Command):
    help = "Bring the database up to date as the owner of its tables, and grant rights."
    examples = ("migrate --plan", "migrate")
    exit_codes = {
        0: "up to date",
        1: "a migration did not go through and is undone: what to do is said",
    }
    writes = True
    instead_of_dry_run = "--plan lists what would be done."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
                cursor.execute(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
            try:
                self._migrate(*args, **options)
            except OperationalError as error:
                raise _told(error) from error

    def _migrate(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        call_command("createcachetable", verbosity=0)
        if has_own_owner():
            grant_to_application()
        grant_to_portal()


def _told(error: OperationalError) -> Exception:
    """In a line what an operator can do; other errors as they are."""
    if isinstance(error.__cause__, LockNotAvailable):
        return CommandError(
            f"A table that has to change was in use for more than {LOCK_TIMEOUT}. The migration"
            " that was at work is undone. Run it again when less is going on."
        )
    if isinstance(error.__cause__, QueryCanceled):
        return CommandError(
            f"A statement took longer than {STATEMENT_TIMEOUT} and was stopped. The migration that"
            " was at work is undone."
        )
    return error
