"""End the embedded PostgreSQL, whoever started it."""

from typing import Any

from django.conf import settings

from portal.kit.commands import PlainCommand
from portal.kit.db import embedded_postgres


class Command(PlainCommand):
    help = "End the embedded PostgreSQL server, whoever started it."
    examples = ("stop_database",)
    exit_codes = {
        0: "ended, or not running",
        1: "still running",
    }
    writes = True
    instead_of_dry_run = "it ends a process and changes no data."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        ended = embedded_postgres.stop(settings.VAR_DIR)
        self.stdout.write("The database has ended." if ended else "The database was not running.")
