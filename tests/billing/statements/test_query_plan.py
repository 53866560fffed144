"""The planner sees how long an account is, so no statement compares all of it with all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from billing.statements import figures
from tests.bench.filling import customer_with_history
from tests.factories import make_organization

INVOICES = 3000
QUERIES = {
    "totals": figures.TOTALS,
    "movements": figures.MOVEMENTS,
    "open items": figures.THEN_OPEN + figures.OPEN_ITEMS,
    "open by age": figures.THEN_OPEN + figures.OPEN_BY_AGE,
}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def explained(query: str, asked: dict[str, Any]) -> dict[str, Any]:
    """The plan as PostgreSQL carried it out."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}", asked)
        found = cursor.fetchone()[0]
    (answer,) = json.loads(found) if isinstance(found, str) else found
    plan: dict[str, Any] = answer["Plan"]
    return plan


def misjudged(node: dict[str, Any]) -> bool:
    """Taken for a single row, of which there are many: what a join then goes through again and
    again, with the whole account on its other side."""
    return int(node["Plan Rows"]) == 1 and node["Actual Rows"] > 50


@pytest.mark.django_db(transaction=True)
def test_planner_never_takes_many_rows_for_one() -> None:
    make_organization()
    customer = customer_with_history("Large", invoices=INVOICES)
    for days_ago in (0, 25, 60, 400):
        end = timezone.localdate() - timedelta(days=days_ago)
        asked = {
            "customers": [customer.pk],
            "start": end - timedelta(days=30),
            "end": end,
            "most_days": figures.MOST_DAYS,
        }
        for name, query in QUERIES.items():
            found = [
                node["Node Type"] for node in nodes(explained(query, asked)) if misjudged(node)
            ]
            assert not found, (name, days_ago)
