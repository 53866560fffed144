from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from billing.models import Invoice
from tests.billing.importing.conftest import Run
from tests.kit.importing.sheets import write_ods, write_xlsx

pytestmark = pytest.mark.django_db

MAPPING = """
[file]
rows = "documents"
decimal = ","
thousands = "."
date_format = "%d.%m.%Y"
[columns]
number = "No"
customer = { column = "Account", transform = "integer" }
date = "Date"
total = "Total"
[defaults]
currency = "EUR"
"""
ROWS = [
    ["No", "Account", "Date", "Total"],
    ["007", 17850.0, date(2026, 3, 4), 1234.56],
    ["008", 17850, date(2026, 3, 5), "ten"],
    ["009", "17850", "06.03.2026", "1.234,50"],
]


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
@pytest.mark.parametrize("name", ["export.csv", "export.xlsx", "export"])
def test_spreadsheet_is_told_by_its_content(run: Run, tmp_path: Path, write, name: str) -> None:
    content = write(tmp_path / "source", ROWS).read_bytes()
    result = run(content, MAPPING, name=name)
    assert result["rejected"] == ["3,008,Total is not a number: ten"]
    assert list(Invoice.objects.order_by("number").values_list("number", "issued_on", "total")) == [
        ("007", date(2026, 3, 4), Decimal("1234.56")),
        ("009", date(2026, 3, 6), Decimal("1234.50")),
    ]


def test_spreadsheets_report_goes_round(run: Run, tmp_path: Path) -> None:
    run(write_xlsx(tmp_path / "source", ROWS).read_bytes(), MAPPING, name="export.xlsx")
    text = (tmp_path / "rejected.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[1] == "3,008,Total is not a number: ten,008,17850,05.03.2026,ten"
    run(text.replace(",ten", ',"10,5"'), MAPPING, name="again.csv")
    assert Invoice.objects.get(number="008").total == Decimal("10.50")
