"""Migrations: the SQL they have run is never edited, and they wait for nobody for long."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from portal.kit.management.commands import migrate
from tests.frozen_sql import digests, listed

ROOT = Path(settings.BASE_DIR)
READ = re.compile(r'"(?P<file>[\w]+\.sql)"')


def test_sql_that_a_migration_has_run_is_not_edited() -> None:
    now = digests()
    edited = [path for path, digest in listed().items() if now.get(path) != digest]
    assert edited == [], "Put the change into a new numbered file, run by a migration of its own."


def test_every_sql_file_of_a_migration_is_frozen() -> None:
    missing = digests().keys() - listed().keys()
    assert missing == set(), "Add them: python -m tests.frozen_sql"


def test_migrations_run_files_that_bear_the_number_of_the_first() -> None:
    for path in [*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("portal/kit/migrations/0*.py")]:
        for name in READ.findall(path.read_text()):
            assert name[:4].isdigit(), f"{path}: {name} has no number"
            assert name[:4] <= path.name[:4], f"{path}: {name} is of a later migration"


@pytest.fixture
def busy_table(owner_cursor, app_connection_factory) -> None:
    """Somebody reads refunds in a transaction that does not end."""
    reader = app_connection_factory()
    reader.execute("SELECT count(*) FROM billing_refund")


@pytest.mark.django_db(transaction=True)
def test_migrating_gives_up_where_a_table_is_in_use_and_says_so(
    busy_table, two_roles, monkeypatch
) -> None:
    def lock(self: Any, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE billing_refund ADD COLUMN never integer")

    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(migrate.migrate.Command, "handle", lock)
    with pytest.raises(CommandError, match="Run it again"):
        call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_statement_of_a_migration_that_takes_too_long_is_stopped(monkeypatch) -> None:
    def sleep(self: Any, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(60)")

    monkeypatch.setattr(migrate, "STATEMENT_TIMEOUT", "50ms")
    monkeypatch.setattr(migrate.migrate.Command, "handle", sleep)
    with pytest.raises(CommandError, match="took longer than 50ms"):
        call_command("migrate", verbosity=0)
