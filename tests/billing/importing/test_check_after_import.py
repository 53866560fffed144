"""The ledger checked right after an import, before the planner has heard of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection

from billing.ledger.check import check_ledger
from tests.billing.importing.conftest import LINE_HEADER, Run
from tests.conftest import empty_tables

pytestmark = pytest.mark.django_db(transaction=True)

FEW = LINE_HEADER + "I1,K1,2026-03-01,A,Apples,3,1\nC1,K1,2026-03-02,A,Apples,-1,2\n"
DOCUMENTS = 2_000
BY_KIND = re.compile(r"\(+\w+\.kind\)::text = \(\w+\.kind\)::text\)")


def test_check_never_matches_documents_by_their_kind_alone(run: Run, owner_cursor) -> None:
    """After a trial with one document of each kind, the rows of a kind are taken for few; to match
    them by it makes the square of what there is."""
    run(FEW)
    owner_cursor.execute("ANALYZE")
    empty_tables()
    owner_cursor.execute("VACUUM ANALYZE")
    lines = [f"N{i},K{i % 999},2026-03-01,A,Apples,1,{i}\n" for i in range(DOCUMENTS)]
    run(LINE_HEADER + "".join(lines))
    conditions: list[str] = []

    def explain(execute, sql, params, many, context):
        if "WITH recomputed" not in sql or sql.startswith("EXPLAIN"):
            return execute(sql, params, many, context)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
            conditions.extend(conditions_of(cursor.fetchone()[0][0]["Plan"]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        assert check_ledger().drift == []

    assert len(conditions) > 10
    assert [one for one in conditions if BY_KIND.fullmatch(one)] == []


def conditions_of(step: dict[str, Any]) -> list[str]:
    """What the joins of a plan match rows by."""
    own = [step[key] for key in ("Hash Cond", "Merge Cond") if key in step]
    return own + [one for inner in step.get("Plans", ()) for one in conditions_of(inner)]
