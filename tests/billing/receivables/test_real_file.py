"""Ageing and days sales outstanding of a real wholesaler's year, against plain Python over the
documents themselves."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from billing.balance import Bucket
from billing.models import CreditNote, Invoice
from billing.receivables.aged_accounts import Question, accounts_of, sums_of
from billing.receivables.figures import figures_of, sales_until
from tests.real_data import ONLINE_RETAIL

MAPPING = Path(__file__).resolve().parents[3] / "docs/mappings/online-retail.toml"
DATES = (date(2011, 3, 31), date(2011, 8, 17), date(2011, 12, 31))
TENTH = Decimal("0.1")


@pytest.mark.long
@pytest.mark.skipif(not ONLINE_RETAIL.exists(), reason=f"needs {ONLINE_RETAIL.name}")
@pytest.mark.django_db
def test_ageing_and_days_outstanding_equal_plain_arithmetic(tmp_path: Path) -> None:
    with pytest.raises(CommandError):  # rows without a customer are rejected, as told elsewhere
        call_command(
            "import_documents",
            str(ONLINE_RETAIL),
            mapping=MAPPING,
            report=tmp_path / "r.csv",
            stdout=StringIO(),
        )
    columns = ("customer", "issued_on", "total")
    invoices = list(Invoice.objects.values_list(*columns, "due_on"))
    credited = list(CreditNote.objects.values_list(*columns))
    for as_of in DATES:
        asked = Question(as_of, date(2026, 1, 1), "GBP")
        found = {row.customer_id: row for row in accounts_of(asked, limit=None)}
        by_age, unapplied = _aged(invoices, credited, as_of)
        for customer in by_age.keys() | unapplied.keys():
            if not any(by_age[customer].values()) and not unapplied[customer]:
                continue
            row = found.pop(customer)
            assert {age: row.by_age[age] for age in by_age[customer]} == by_age[customer]
            assert row.unapplied == unapplied[customer]
        assert not found
        _count, sums = sums_of(asked)
        figures = figures_of(sums, sales_until(as_of, currency="GBP"), as_of=as_of)
        assert figures.count_back == _count_back(invoices, credited, as_of)


def _aged(invoices: Any, credited: Any, as_of: date) -> tuple[Any, Any]:
    """Nothing of this file was paid or applied: what was issued by then is open."""
    by_age: Any = defaultdict(lambda: defaultdict(Decimal))
    unapplied: Any = defaultdict(Decimal)
    for customer, issued_on, total, due_on in invoices:
        if issued_on <= as_of:
            by_age[customer][_age((as_of - due_on).days)] += total
    for customer, issued_on, total in credited:
        if issued_on <= as_of:
            unapplied[customer] += total
    return by_age, unapplied


def _age(days: int) -> Bucket:
    bounds = [(0, Bucket.NOT_DUE), (30, Bucket.DAYS_1_30), (60, Bucket.DAYS_31_60)]
    for last, bucket in [*bounds, (90, Bucket.DAYS_61_90)]:
        if days <= last:
            return bucket
    return Bucket.OVER_90


def _count_back(invoices: Any, credited: Any, as_of: date) -> Decimal:
    """Month by month backwards until the sales use up what is owed."""
    sales: Any = defaultdict(Decimal)
    for _customer, issued_on, total, _due in invoices:
        if issued_on <= as_of:
            sales[issued_on.year, issued_on.month] += total
    for _customer, issued_on, total in credited:
        if issued_on <= as_of:
            sales[issued_on.year, issued_on.month] -= total
    left, days = sum(sales.values(), start=Decimal(0)), Decimal(0)
    last = as_of
    for _ in range(24):
        first = last.replace(day=1)
        length = (last - first).days + 1
        sold = sales[first.year, first.month]
        if sold >= left:
            return Decimal(days + length * left / sold).quantize(TENTH)
        left, days, last = left - sold, days + length, first - timedelta(1)
    return days.quantize(TENTH)
