"""End the embedded PostgreSQL, whoever started it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.kit.db import embedded_postgres


class Command(BaseCommand):
    help = "End the embedded PostgreSQL server, whoever started it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        ended = embedded_postgres.stop(settings.VAR_DIR)
        self.stdout.write("The database has ended." if ended else "The database was not running.")
