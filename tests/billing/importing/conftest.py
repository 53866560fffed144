"""Small exports written by the tests, and the command run on them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

LINES = """
[file]
date_format = "%Y-%m-%d"
[columns]
number = "No"
customer = "Customer"
date = "Date"
sku = "Item"
description = "Text"
quantity = "Qty"
unit_price = "Price"
[defaults]
currency = "EUR"
terms_days = 14
[credit_notes]
prefix = "C"
"""

DOCUMENTS = """
[file]
rows = "documents"
delimiter = ";"
decimal = ","
thousands = "."
encoding = "latin-1"
date_format = "%d.%m.%Y"
[columns]
number = { column = "Beleg", prefix = "R-" }
customer = { column = "Kunde", transform = "integer" }
customer_name = "Name"
city = "Ort"
date = "Datum"
due_date = "Fällig"
total = "Brutto"
settled_on = "Bezahlt am"
paid_amount = "Bezahlt"
kind = "Art"
[defaults]
currency = "EUR"
tax_rate = 19
[credit_notes]
value = "GU"
amounts = "positive"
[[skip]]
column = "Art"
equals = ["ST"]
"""

LINE_HEADER = "No,Customer,Date,Item,Text,Qty,Price\n"
DOCUMENT_HEADER = "Beleg;Kunde;Name;Ort;Datum;Fällig;Brutto;Bezahlt am;Bezahlt;Art\n"

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Import `content` by `mapping`; the command's own JSON, its exit code as `exit`, and the
    rejected rows as `line,number,reason`. Rows are let in beside misread ones."""

    def import_it(
        content: str | bytes,
        mapping: str = LINES,
        *,
        name: str = "export.csv",
        accept_misread: bool = True,
        **options: Any,
    ) -> dict[str, Any]:
        (tmp_path / "mapping.toml").write_text(mapping, encoding="utf-8")
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        report = tmp_path / "rejected.csv"
        report.unlink(missing_ok=True) if report.is_file() else None
        out = StringIO()
        code = 0
        try:
            call_command(
                "import_documents",
                str(file),
                mapping=tmp_path / "mapping.toml",
                report=report,
                json=True,
                accept_misread=accept_misread,
                stdout=out,
                **options,
            )
        except CommandError as error:
            if error.returncode != 4:
                raise
            code = 4
        result: dict[str, Any] = json.loads(out.getvalue())
        encoding = "utf-8-sig" if mapping is not DOCUMENTS else "latin-1"
        with report.open(encoding=encoding, errors="replace", newline="") as rows:
            table = csv.reader(rows, delimiter=";" if mapping is DOCUMENTS else ",")
            rejected = [",".join(row[:3]) for row in table][1:]
        return result | {"rejected": rejected, "exit": code}

    return import_it
