"""Make the application's role in a database of one's own."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from psycopg import sql

from portal.kit.database import as_owner, grant_to_application, has_own_owner


class Command(BaseCommand):
    help = "Create the role named in DATABASE_URL, as DATABASE_OWNER_URL, and grant it its rights."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        role = settings.DATABASES["default"]
        if not has_own_owner():
            raise CommandError("Set DATABASE_OWNER_URL to the role that owns the tables first.")
        name = sql.Identifier(role["USER"])
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role["USER"]])
            if cursor.fetchone() is None:
                create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                try:
                    cursor.execute(create.format(name, sql.Literal(role["PASSWORD"])))
                except DatabaseError as error:
                    raise CommandError(
                        f"The owner may not create roles. As an administrator, run: "
                        f"CREATE ROLE {role['USER']} LOGIN PASSWORD '…'; ({error})"
                    ) from None
            grant_to_application()
        self.stdout.write(f"{role['USER']} may use the database.")
