"""Many rows at once, by COPY."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """So many ids of the model's table, for rows that are copied in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],  # noqa: SLF001 - Django's public name for it
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Stream rows into a table, inside a transaction. Four statements.

    PostgreSQL copies nothing into a table behind row-level security, whatever its policies say,
    so the rows go through a temporary one.
    """
    names = {
        "into": sql.Identifier(table),
        "by": sql.Identifier(f"copied_{table}"),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
    }
    # Django wraps what `execute` raises, and knows nothing of COPY.
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE {by} ON COMMIT DROP AS SELECT {columns} FROM {into} LIMIT 0"
            ).format(**names)
        )
        with cursor.copy(sql.SQL("COPY {by} ({columns}) FROM STDIN").format(**names)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            sql.SQL("INSERT INTO {into} ({columns}) SELECT {columns} FROM {by}").format(**names)
        )
        cursor.execute(sql.SQL("DROP TABLE {by}").format(**names))
