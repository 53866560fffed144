"""Files and rows as ERPs, spreadsheets and the malicious write them."""

from __future__ import annotations

import csv
import gzip
import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError

from billing.models import Invoice
from tests.billing.importing.conftest import LINE_HEADER, LINES, Run

pytestmark = pytest.mark.django_db

GOOD = "I2,K2,2026-03-01,A,Good,1,1\n"
OVERALL = """
[file]
rows = "documents"
[columns]
number = "No"
customer = "Customer"
date = "Date"
total = "Total"
net = "Net"
tax = "Tax"
tax_rate = "Rate"
currency = "Currency"
[defaults]
"""


def refused(run: Run, content: str | bytes, **options: str) -> str:
    """The sentence with which the import stops; nothing may have changed."""
    with pytest.raises(CommandError) as error:
        run(content, **options)
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)
    assert Invoice.objects.count() == 0
    return str(error.value)


def test_quotation_never_closed_does_not_swallow_the_rest(run: Run) -> None:
    content = f'{LINE_HEADER}{GOOD}I1,K1,2026-03-01,A,"Apples,1,1\nI3,K3,2026-03-01,A,Last,1,1\n'
    assert "ends within a quotation that opens on line 3" in refused(run, content)


def test_quotation_may_run_over_lines_and_counts_them(run: Run) -> None:
    content = f'{LINE_HEADER}I1,K1,2026-03-01,A,"Red\napples",1,1\n\nI3,,2026-03-01,A,Last,1,1'
    assert run(content)["rejected"] == ["5,I3,no customer"]
    assert Invoice.objects.get().lines.get().description == "Red\napples"


def test_marks_are_no_quotes_where_the_mapping_says_so(run: Run) -> None:
    mapping = LINES.replace("[columns]", "quote = ''\n[columns]")
    run(f'{LINE_HEADER}I1,K1,2026-03-01,A,"5 inch pipe,1,1\n', mapping)
    assert Invoice.objects.get().lines.get().description == '"5 inch pipe'


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_file_without_a_header_is_empty(run: Run, content: str) -> None:
    assert "is empty" in refused(run, content)


def test_header_without_rows_changes_nothing(run: Run) -> None:
    assert run(LINE_HEADER)["changed"] is False


def test_column_that_stands_twice_is_refused(run: Run) -> None:
    assert "more than one column Date" in refused(run, LINE_HEADER.replace("Item", "Date,Item"))


def test_corrupt_archive_is_refused(run: Run) -> None:
    packed = bytearray(gzip.compress(LINE_HEADER.encode() + GOOD.encode() * 500))
    packed[40:60] = b"x" * 20
    assert "cannot be read" in refused(run, bytes(packed), name="export.csv.gz")


def test_plain_file_named_as_archive_is_refused(run: Run) -> None:
    assert "cannot be read" in refused(run, LINE_HEADER + GOOD, name="export.csv.xz")


def test_cell_without_end_is_refused(run: Run) -> None:
    assert "field larger" in refused(run, f"{LINE_HEADER}I1,K1,2026-03-01,A,{'x' * 200_000},1,1\n")


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ("I1,K2,2026-03-01,B,Pears,1,1", "another customer than in a row above: K2"),
        ("I1,K1,2026-03-02,B,Pears,1,1", "another date than in a row above: 2026-03-02"),
        ("I1,,2026-03-01,B,Pears,1,1", "no customer"),
        ("I1,K1,2026-03-01,B,Pears,1", "no unit price"),
        ("I1,K1,2026-03-01,B,Pears,1,1,1", "8 cells instead of 7"),
        ("I1,K1,2026-03-01,B,Pears,,1", "no quantity"),
        ("I1,K1,2026-03-01,B,Pears,1,", "no unit price"),
    ],
)
def test_row_at_odds_with_its_document_keeps_all_of_it_out(
    run: Run, second: str, reason: str
) -> None:
    result = run(f"{LINE_HEADER}I1,K1,2026-03-01,A,Apples,1,1\n{second}\n{GOOD}")
    assert result["rejected"] == [
        "2,I1,another row of this document is rejected: line 3",
        f"3,I1,{reason}",
    ]
    assert [invoice.number for invoice in Invoice.objects.all()] == ["I2"]


@pytest.mark.parametrize(
    ("quantity", "price"),
    [("9999999999999", "1"), ("1", "999999999999999"), ("999999999999", "99999999999999")],
)
def test_amount_beyond_the_columns_is_rejected(run: Run, quantity: str, price: str) -> None:
    result = run(f"{LINE_HEADER}I1,K1,2026-03-01,A,Apples,{quantity},{price}\n{GOOD}")
    assert (result["rejected_rows"], result["invoices"]) == (1, 1)
    assert "too large" in result["rejected"][0]


def test_report_holds_the_rejected_rows_and_can_be_imported_once_corrected(
    run: Run, tmp_path: Path
) -> None:
    run(f"{LINE_HEADER}I1,K1,2026-03-01,A,Apples,one,-1.50\n{GOOD}")
    report = (tmp_path / "rejected.csv").read_text(encoding="utf-8-sig")
    (found,) = csv.DictReader(io.StringIO(report))
    assert (found["Rejected: line"], found["Qty"], found["Price"]) == ("2", "one", "-1.50")
    run(report.replace(",one,-1.50", ",2,1.50"))
    assert Invoice.objects.get(number="I1").total == 3


def test_report_that_cannot_be_written_stops_the_import(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rejected.csv").mkdir()
    assert "cannot be written" in refused(run, LINE_HEADER + GOOD)


@pytest.mark.parametrize(
    ("cells", "net", "rate"),
    [
        ("120,100,20,,GBP", 100, 20),
        ("120,,20,,GBP", 100, 20),
        ("120,100,,,GBP", 100, 20),
        ("120,,,20,GBP", 100, 20),
        ("100.01,,,19,EUR", Decimal("84.04"), 19),
        ("5000,,,10,JPY", 4545, 10),
        ("0,,,,EUR", 0, 0),
    ],
)
def test_sums_of_a_document_give_its_one_line(
    run: Run, cells: str, net: Decimal, rate: int
) -> None:
    run(f"No,Customer,Date,Total,Net,Tax,Rate,Currency\nI1,K1,2026-03-01,{cells}\n", OVERALL)
    invoice = Invoice.objects.get()
    line = invoice.lines.get()
    assert (invoice.net_total, line.net, line.tax_rate) == (net, net, rate)
    assert invoice.total == Decimal(cells.split(",", maxsplit=1)[0])


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("120,100,15,,GBP", "net and tax do not make the total"),
        ("120,0,120,,GBP", "no tax rate makes this tax of this net"),
        ("1.005,,,,GBP", "more decimals than GBP has"),
        ("5000.5,,,,JPY", "more decimals than JPY has"),
        ("120,,,-5,GBP", "a tax rate below zero"),
        ("120,,,,", "no currency"),
        ("120,,,,gbp", "no currency: gbp"),
        ("-120,,,,GBP", "an invoice below zero: -120"),
    ],
)
def test_sums_that_make_no_document_are_rejected(run: Run, cells: str, reason: str) -> None:
    content = f"No,Customer,Date,Total,Net,Tax,Rate,Currency\nI1,K1,2026-03-01,{cells}\n"
    result = run(content, OVERALL)
    assert reason in result["rejected"][0]
    assert Invoice.objects.count() == 0
