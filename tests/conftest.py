"""A real PostgreSQL with the roles of an installation: one owns the tables, the tests run as the
application's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from portal.kit.db.roles import has_own_owner
from tests import quick_pdf
from tests.database import copy_template, drop, empty_tables

if TYPE_CHECKING:
    from tests.stripe_double import StripeDouble

# How long an example takes says more of the machine than of the code.
EXAMPLES = int(os.environ.get("FOYER_EXAMPLES", "50"))
hypothesis.settings.register_profile("suite", deadline=None, max_examples=EXAMPLES)
hypothesis.settings.load_profile("suite")

HERE = Path(__file__).parent
# Begun first, so that several processes end together.
LONGEST = ("test_kills.py", "test_ledger_states.py", "test_every_page.py", "test_pay_duels.py")
# What bin/test --quick leaves out, besides real PDFs and tests that commit.
SLOW = ("browser", "simulation", "concurrency", "properties", "portal", "stripe_double",
        "test_any_file.py", "test_every_form.py", "test_foreign_objects.py",
        "test_hostile_addresses.py")  # fmt: skip
SLOW_FIXTURES = {"transactional_db", "live_server", "owner_cursor", "app_connection_factory"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    if _is_slow(item):
        item.add_marker("slow")


def _is_slow(item: pytest.Item) -> bool:
    database = item.get_closest_marker("django_db")
    return bool(
        {*SLOW} & {*item.path.relative_to(HERE).parts}
        or SLOW_FIXTURES & {*getattr(item, "fixturenames", ())}
        or item.get_closest_marker("real_pdf")
        or (database and database.kwargs.get("transaction"))
    )


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """A database of this process: migrated as the owner, granted to the application.

    It is always new and never migrated in vain, so --create-db and --reuse-db change nothing.
    """
    name = connection.creation._get_test_db_name()
    with django_db_blocker.unblock():
        copy_template(name)
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    TransactionTestCase._fixture_teardown = lambda _: empty_tables()  # type: ignore[method-assign]
    yield
    with django_db_blocker.unblock():
        drop(name)


def _connect(role: dict[str, Any]) -> psycopg.Connection[Any]:
    return psycopg.connect(
        **{"host": role["HOST"] or None, **role["OPTIONS"]},
        port=role["PORT"] or None,
        user=role["USER"] or None,
        password=role["PASSWORD"] or None,
        dbname=connection.settings_dict["NAME"],
    )


@pytest.fixture(autouse=True)
def pdfs_are_quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only tests with the mark `real_pdf`, and browsers, wait for WeasyPrint."""
    in_browser = "browser" in request.path.relative_to(HERE).parts
    if not in_browser and request.node.get_closest_marker("real_pdf") is None:
        quick_pdf.use(monkeypatch)


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
