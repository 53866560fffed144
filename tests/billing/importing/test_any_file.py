"""Whatever is in the file: one clear line or an account that proves right, never a traceback."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.ledger.check import check_ledger
from billing.models import Invoice, OpenItem

pytestmark = pytest.mark.django_db
ANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

COLUMNS = [
    *("number", "customer", "date", "due_date", "settled_on", "paid_amount", "currency"),
    *("tax_rate", "description", "po_number", "order_reference", "note", "kind"),
    *("customer_name", "customer_email", "customer_phone", "customer_tax_id"),
    *("street", "postcode", "city", "country"),
]
NUMBERS = ["1", "0", "-3", "19", "2.50", "119.00", "0.005", "1e30", "NaN", "Infinity", "-0", ""]
DAYS = ["2026-03-01", "2026-02-01", "0001-01-01", "9999-12-31", "2199-12-31", "31.02.2026", ""]
NASTY = ["", "=1+1", "a\0b", "\ud7ff", "x" * 500, "'", '"', "%s", "{}", "I1", "K1", "é", "\u2028"]
LIKELY = {
    "number": ["I1", "I2", "C1", "INV-00001"],
    "customer": ["K1", "K2"],
    "currency": ["EUR", "JPY", "KWD", "ZZZ", "eur", ""],
    "kind": ["CN", "RE", ""],
    "customer_email": ["a@example.com", "no", ""],
} | dict.fromkeys(["date", "due_date", "settled_on"], DAYS)
AMOUNTS = ["paid_amount", "tax_rate", "quantity", "unit_price", "total", "net", "tax"]


def mapping_for(rows: str, own: list[str]) -> str:
    columns = "\n".join(f'{name} = "{name}"' for name in [*COLUMNS, *own])
    return (
        f'[file]\nrows = "{rows}"\n[columns]\n{columns}\n[defaults]\ncurrency = "EUR"\n'
        '[credit_notes]\nprefix = "C"\nvalue = "CN"\nnegative_total = true\n'
    )


def cell(name: str) -> st.SearchStrategy[str]:
    likely = st.sampled_from(LIKELY.get(name, NUMBERS if name in AMOUNTS else ["", "text"]))
    return st.one_of(likely, likely, likely, likely, st.sampled_from([*NUMBERS, *DAYS, *NASTY]))


def table(own: list[str]) -> st.SearchStrategy[list[list[str]]]:
    names = [*COLUMNS, *own]
    row = st.tuples(*map(cell, names)).map(list)
    return st.lists(row, min_size=1, max_size=12).map(lambda rows: [names, *rows])


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def import_twice(folder: Path, mapping: str, content: bytes) -> None:
    """Nothing but a CommandError may come of it, the ledger is right, and the second import of
    the same file finds nothing to do."""
    (folder / "m.toml").write_text(mapping)
    (folder / "e.csv").write_bytes(content)
    with undone():
        for turn in range(2):
            out = StringIO()
            try:
                call_command(
                    "import_documents",
                    str(folder / "e.csv"),
                    mapping=folder / "m.toml",
                    report=folder / "r.csv",
                    accept_misread=True,
                    stdout=out,
                )
            except CommandError as error:
                refusal = error
            else:
                refusal = None
            if refusal is not None:
                assert "\n" not in str(refusal)
            if refusal is not None and refusal.returncode != 4:
                assert refusal.returncode == 2
                assert "\n" not in str(refusal)
                assert OpenItem.objects.count() == 0
                return
            assert check_ledger().drift == []
            if turn:
                assert out.getvalue().startswith("Nothing has changed.")
        assert all(item.total < Decimal(10) ** 16 for item in OpenItem.objects.all())
        assert all(invoice.due_on for invoice in Invoice.objects.all())


def write(rows: list[list[str]]) -> bytes:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


@ANY
@given(rows=table(["sku", "quantity", "unit_price"]))
def test_any_lines(tmp_path: Path, rows: list[list[str]]) -> None:
    mapping = mapping_for("lines", ["sku", "quantity", "unit_price"])
    import_twice(tmp_path, mapping, write(rows))


@ANY
@given(rows=table(["total", "net", "tax"]))
def test_any_documents(tmp_path: Path, rows: list[list[str]]) -> None:
    import_twice(tmp_path, mapping_for("documents", ["total", "net", "tax"]), write(rows))


@ANY
@given(rows=table(["total", "net", "tax"]), noise=st.binary(max_size=40), cut=st.integers(0, 900))
def test_any_bytes(tmp_path: Path, rows: list[list[str]], noise: bytes, cut: int) -> None:
    content = write(rows)
    content = content[:cut] + noise + content[cut:]
    import_twice(tmp_path, mapping_for("documents", ["total", "net", "tax"]), content)
