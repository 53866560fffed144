"""The tests' database: a copy of a template that is migrated once for each state of the schema.

The template stays in the server between runs, so that a run whose migrations are known begins at
once, and every worker of a run with a copy of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from portal.kit.db.roles import as_owner, grant_to_application, grant_to_portal, has_own_owner

# What tables and their first rows are made of, besides the packages.
SCHEMA_FILES = ("migrations/**/*.py", "models.py", "models/**/*.py", "sql/**/*.sql")
TEMPLATE = "test_foyer_template"
# Rows that migrations make and tests rely on.
KEPT_TABLES = ["django_migrations", "django_content_type", "auth_permission"]
# From so many rows on it is quicker to truncate; below, new files for some hundred tables and
# indexes cost a hundred times what the rows do.
MANY_ROWS = 2_000


def copy_template(name: str) -> None:
    """Make the database `name`, over an older one, as its owner."""
    template = f"{TEMPLATE}_{schema_key()}"
    _end_sessions(name)
    with as_owner(), _one_at_a_time() as cursor:
        if not _exists(cursor, template):
            _forget_templates(cursor)
            _migrate(template)
        _drop(cursor, name)
        _run(cursor, "CREATE DATABASE {} TEMPLATE {}", name, template)


def drop(name: str) -> None:
    """Remove the database, whoever is still in it."""
    _end_sessions(name)
    with as_owner(), connection._nodb_cursor() as cursor:
        _drop(cursor, name)


def empty_tables() -> None:
    """What Django's flush does, past the triggers that keep the journal: no row, and every counter
    at its start. Four statements, whatever the number of tables.
    """
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples >= %s FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname <> ALL(%s) ORDER BY relname",
            [MANY_ROWS, KEPT_TABLES],
        )
        tables = dict(cursor.fetchall())
        cursor.execute(f"SELECT {', '.join(map(_few_rows, tables))}")
        rows = dict(zip(tables, cursor.fetchone(), strict=True))
        filled = [name for name, count in rows.items() if count]
        # The planner forgets what it was told of many rows only when they are truncated.
        if MANY_ROWS in rows.values() or any(tables.values()):
            filled = list(tables)
            names = ", ".join(f'"{name}"' for name in tables)
            _without_triggers(cursor, filled, f"TRUNCATE {names}")
        elif filled:
            # In one statement, so that foreign keys are looked at when all rows are gone.
            each = (f'd{i} AS (DELETE FROM "{name}")' for i, name in enumerate(filled))
            _without_triggers(cursor, filled, f"WITH {', '.join(each)} SELECT")
        cursor.execute("SELECT setval(seqrelid, seqstart, false) FROM pg_sequence")


def _few_rows(table: str) -> str:
    return f'(SELECT count(*) FROM (SELECT FROM "{table}" LIMIT {MANY_ROWS}) AS few)'


def _without_triggers(cursor: CursorWrapper, tables: list[str], statement: str) -> None:
    """Triggers come back in a transaction of their own: in the first, keys wait to be looked at."""
    off, on = (
        [f'ALTER TABLE "{name}" {word} TRIGGER USER' for name in tables]
        for word in ("DISABLE", "ENABLE")
    )
    cursor.execute("; ".join([*off, statement]))
    cursor.execute("; ".join(on))


def schema_key() -> str:
    """Names the state of everything that the migrated database depends on."""
    root = Path(settings.BASE_DIR)
    paths = {root / "requirements/run.txt", root / "portal/kit/db/roles.py", Path(__file__)}
    for app in apps.get_app_configs():
        here = Path(app.path)
        if here.is_relative_to(root) and "site-packages" not in here.parts:
            paths.update(path for pattern in SCHEMA_FILES for path in here.glob(pattern))
    roles = settings.DATABASES["default"]["USER"], settings.DATABASE_PORTAL_ROLE
    digest = sha256(repr((settings.INSTALLED_APPS, *roles)).encode())
    for path in sorted(paths):
        digest.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _one_at_a_time() -> Iterator[CursorWrapper]:
    """A cursor beside the test databases; the workers of a run wait here for each other."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        yield cursor
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [TEMPLATE])


def _end_sessions(name: str) -> None:
    """End what threads of a live server or a killed run left; its owner may not end the
    application's."""
    connection.close()
    for role in (nullcontext, as_owner):
        with role(), connection._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
                " WHERE datname = %s AND usename = current_user AND pid <> pg_backend_pid()",
                [name],
            )


def _migrate(template: str) -> None:
    """Under another name until it is whole: what dies halfway is no template."""
    making = f"{TEMPLATE}_making"
    kept = connection.settings_dict["TEST"]["NAME"], connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = making
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        if has_own_owner():
            grant_to_application()
        grant_to_portal()
    finally:
        connection.close()
        connection.settings_dict["TEST"]["NAME"], connection.settings_dict["NAME"] = kept
        settings.DATABASES["default"]["NAME"] = kept[1]
    with connection._nodb_cursor() as cursor:
        _run(cursor, "ALTER DATABASE {} RENAME TO {}", making, template)


def _forget_templates(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEMPLATE])
    for (name,) in cursor.fetchall():
        _drop(cursor, name)


def _exists(cursor: CursorWrapper, name: str) -> bool:
    cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return cursor.fetchone() is not None


def _drop(cursor: CursorWrapper, name: str) -> None:
    _run(cursor, "DROP DATABASE IF EXISTS {}", name)


def _run(cursor: CursorWrapper, statement: str, *names: str) -> None:
    cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
