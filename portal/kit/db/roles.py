"""The roles on one database: the owner changes the schema, the application only uses it, and the
portal's role, where there is one, is the application's on customers' pages (`row_security`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role};
"""


@contextmanager
def as_owner() -> Iterator[None]:
    """Within the block the default connection belongs to the role that owns the tables.

    The database itself stays the one configured (in tests, the test database).
    """
    application = connection.settings_dict
    owner = {key: settings.DATABASE_OWNER[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict = {**application, **owner}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = application


def has_own_owner() -> bool:
    """Whether the tables belong to another role than the one the application runs as."""
    return settings.DATABASE_OWNER["USER"] != settings.DATABASES["default"]["USER"]


def grant_to_application() -> None:
    """Give the application's role what it needs and no more. Run as the owner, after migrating.

    Every app may narrow its own tables in `<app>/sql/grants.sql`, where `{role}` stands for
    the application's role.
    """
    role = sql.Identifier(settings.DATABASES["default"]["USER"])
    _run([GRANTS, *_files("grants.sql")], role)


def grant_to_portal() -> None:
    """Give the portal's role what customers' pages need, and put up the walls that bind it. Run as
    the owner, after migrating; nothing where no such role is named.

    It may do what the application may, less `<app>/sql/portal_grants.sql`, on the rows that
    `<app>/sql/row_security.sql` lets it see.
    """
    name = settings.DATABASE_PORTAL_ROLE
    if name:
        narrowing = [*_files("grants.sql"), *_files("portal_grants.sql")]
        _run([GRANTS, *narrowing], sql.Identifier(name))
        _run(_files("row_security.sql"), sql.Literal(name))


def _files(name: str) -> list[str]:
    """The files of this name, of every app that is migrated to its end. One that was migrated back
    has nothing to narrow yet; `migrate` grants again when it has."""
    loader = MigrationLoader(connection)
    return [
        path.read_text()
        for app in apps.get_app_configs()
        if (path := Path(app.path) / "sql" / name).exists()
        and {*loader.graph.leaf_nodes(app.label)} <= {*loader.applied_migrations}
    ]


def _run(texts: list[str], role: sql.Composable) -> None:
    for text in texts:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.SQL(text).format(role=role))
