"""Make the roles that the portal runs as in a database of one's own."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from psycopg import sql

from portal.kit.commands import PlainCommand
from portal.kit.db.roles import as_owner, grant_to_application, grant_to_portal, has_own_owner


class Command(PlainCommand):
    help = (
        "Create the role named in DATABASE_URL and the one named in DATABASE_PORTAL_ROLE, as "
        "DATABASE_OWNER_URL, and grant them their rights."
    )
    examples = ("setup_roles",)
    exit_codes = {
        0: "the roles are there",
        1: "not made: what to do is said",
    }
    writes = True
    instead_of_dry_run = "what is there already stays as it is."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not has_own_owner():
            raise CommandError("Set DATABASE_OWNER_URL to the role that owns the tables first.")
        role, portal = settings.DATABASES["default"], settings.DATABASE_PORTAL_ROLE
        name = sql.Identifier(role["USER"])
        with as_owner():
            if not _exists(role["USER"]):
                password = sql.Literal(role["PASSWORD"])
                _run(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT PASSWORD {}").format(name, password))
            if portal and not _exists(portal):
                _run(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(portal)))
                # The portal becomes this role on customers' pages and is bound by it nowhere else.
                _run(sql.SQL("ALTER ROLE {} NOINHERIT").format(name))
                _run(sql.SQL("GRANT {} TO {}").format(sql.Identifier(portal), name))
            grant_to_application()
            grant_to_portal()
        self.stdout.write(f"{role['USER']} may use the database.")


def _exists(role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def _run(statement: sql.Composed) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        raise CommandError(
            "The owner may not create roles. As an administrator, run what “Three database roles” "
            f"in docs/operators.md lists. ({error})"
        ) from None
