"""The tests' own database: emptied to the last row, and its guards in force again."""

from __future__ import annotations

import pytest
from django.db import connection

from tests import database
from tests.factories import make_customer, make_invoice

pytestmark = pytest.mark.django_db(transaction=True)

ENABLED = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled <> 'O'"


def rows() -> list[str]:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - set(database.KEPT_TABLES)
        found = []
        for name in tables:
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{name}")')
            found += [name] * cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("many", [1, 2_000])
def test_nothing_is_left_whether_rows_are_few_or_many(monkeypatch, many: int) -> None:
    monkeypatch.setattr(database, "MANY_ROWS", many)
    make_invoice(make_customer())
    assert "billing_posting" in rows()
    database.empty_tables()
    assert rows() == []
    with connection.cursor() as cursor:
        cursor.execute(ENABLED)
        assert cursor.fetchall() == []
    assert make_customer().pk == 1


def test_schema_key_follows_the_migrations(tmp_path, monkeypatch) -> None:
    before = database.schema_key()
    assert database.schema_key() == before
    monkeypatch.setattr(database, "SCHEMA_FILES", ("models/**/*.py",))
    assert database.schema_key() != before
