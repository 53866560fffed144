"""A real PostgreSQL with two roles: one owns the tables, the tests run as the application's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from shutil import which
from typing import TYPE_CHECKING, Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql

from portal.kit.database import as_owner, has_own_owner

if TYPE_CHECKING:
    from tests.stripe_double import StripeDouble

# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

# What refuses to be emptied in earnest.
APPEND_ONLY = {
    "accounts_auditevent",
    "billing_creditnote",
    "billing_creditnoteline",
    "billing_invoice",
    "billing_invoiceline",
    "billing_journalentry",
    "billing_payment",
    "billing_posting",
    "billing_retainer",
    "billing_statementdelivery",
    "billing_storeddocument",
}
# Rows that migrations make and tests rely on.
KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}


# Begun first, so that several processes end together.
LONGEST = ("test_kills.py", "test_ledger_states.py", "test_every_page.py", "test_pay_duels.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_use_migrations: bool,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The test database, created and migrated as the owner, granted to the application."""
    keep = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock(), as_owner():
        databases = setup_databases(
            verbosity=0, interactive=False, keepdb=keep, serialized_aliases=()
        )
        name = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        from portal.kit.database import grant_to_application

        with as_owner():
            if has_own_owner():
                grant_to_application()
    TransactionTestCase._fixture_teardown = lambda _: empty_tables()  # type: ignore[method-assign]
    yield
    with django_db_blocker.unblock():
        _end_other_sessions()
    with django_db_blocker.unblock(), as_owner():
        connection.settings_dict["NAME"] = name
        teardown_databases(databases, verbosity=0) if not keep else None


def _end_other_sessions() -> None:
    """Threads of the live server may have left some, and a database in use is not dropped."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user"
            " AND pid <> pg_backend_pid()"
        )
    connection.close()


def empty_tables() -> None:
    """What Django's flush does, past the triggers that refuse to truncate the journal."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = sorted({row[0] for row in cursor.fetchall()} - KEPT_TABLES)
        journal = [name for name in tables if name in APPEND_ONLY]
        for name in journal:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER append_only_truncate")
        cursor.execute(
            sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(
                sql.SQL(", ").join(map(sql.Identifier, tables))
            )
        )
        for name in journal:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER append_only_truncate")


def _connect(role: dict[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.connect(
        **{"host": role["HOST"] or None, **role["OPTIONS"]},
        port=role["PORT"] or None,
        user=role["USER"] or None,
        password=role["PASSWORD"] or None,
        dbname=connection.settings_dict["NAME"],
    )


@pytest.fixture
def two_roles() -> None:
    """Skip where the database offers one role only, which then owns the tables."""
    if not has_own_owner():
        pytest.skip("needs an owner role beside the application's (DATABASE_OWNER_URL)")


@pytest.fixture
def owner_cursor(transactional_db: None) -> Iterator[psycopg.Cursor[Any]]:
    """A cursor of the role that owns the tables, each statement in its own transaction."""
    with _connect(settings.DATABASE_OWNER) as owner:
        owner.autocommit = True
        with owner.cursor() as cursor:
            yield cursor


@pytest.fixture
def app_connection_factory(
    transactional_db: None,
) -> Iterator[Callable[[], psycopg.Connection[Any]]]:
    """Opens further connections as the application's role."""
    opened: list[psycopg.Connection[Any]] = []

    def connect() -> psycopg.Connection[Any]:
        opened.append(_connect(settings.DATABASES["default"]))
        return opened[-1]

    yield connect
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The distribution's Chromium; root may only run it without its sandbox."""
    path = next(path for path in map(which, ("chromium", "chromium-browser")) if path)
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


@pytest.fixture
def stripe_double() -> StripeDouble:
    """A stand-in Stripe in this process: no sockets, the test pulls webhooks."""
    from tests.stripe_double import StripeDouble  # the SDK is slow to load

    return StripeDouble()


@pytest.fixture
def stripe_server() -> Iterator[StripeDouble]:
    """A stand-in Stripe over HTTP, with hosted pages; the test pulls webhooks."""
    from tests.stripe_double import StripeDouble

    with StripeDouble() as double:
        yield double
