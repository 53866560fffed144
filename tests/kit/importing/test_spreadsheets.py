"""XLSX and ODS as rows of the text that a mapping reads."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from portal.kit.importing import spreadsheets
from portal.kit.importing.cells import Column, DateField, NumberField, TextField
from portal.kit.importing.mapping import Columns, FileForm
from portal.kit.importing.tables import BadFile, read_rows
from tests.kit.importing.sheets import write_ods, write_ods_table, write_xlsx

WRITERS = pytest.mark.parametrize("write", [write_xlsx, write_ods])


def columns(**form: str) -> Columns:
    return Columns(
        FileForm(**form),
        (
            Column("number", "No", TextField(40)),
            Column("date", "Date", DateField(), date_format="%d.%m.%Y"),
            Column("total", "Total", NumberField(14)),
        ),
    )


def rows_of(path: Path, **form: str) -> list[tuple[int, list[str]]]:
    return list(read_rows(path, columns(**form)))[1:]


@WRITERS
def test_dates_are_written_in_the_columns_own_form(tmp_path: Path, write) -> None:
    path = write(tmp_path / "a.bin", [["No", "Date", "Total"], ["I1", date(2026, 10, 5), 5]])
    assert rows_of(path) == [(2, ["I1", "05.10.2026", "5"])]


@WRITERS
@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1234.56, "1234.56"),
        (0.1 + 0.2, "0.3"),
        (1234.5600000000001, "1234.56"),
        (17850.0, "17850"),
        (-0.05, "-0.05"),
        (1e-7, "0.0000001"),
        (123456789012.34, "123456789012.34"),
        (1e15, "1000000000000000"),
    ],
)
def test_numbers_are_exact(tmp_path: Path, write, number: float, text: str) -> None:
    path = write(tmp_path / "a.xlsx", [["No", "Date", "Total"], ["I1", "", number]])
    assert rows_of(path)[0][1][2] == text


def test_numbers_bear_the_mappings_decimal_sign_where_numbers_are_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["No", "Date", "Total"], [1.5, "", 1.5]])
    assert rows_of(path, decimal=",") == [(2, ["1.5", "", "1,5"])]


@WRITERS
def test_text_keeps_its_leading_zeros(tmp_path: Path, write) -> None:
    path = write(tmp_path / "a.xlsx", [["No", "Date", "Total"], ["00042", "", "=1+1"]])
    assert rows_of(path) == [(2, ["00042", "", "=1+1"])]


def test_rows_bear_the_spreadsheets_numbers(tmp_path: Path) -> None:
    rows = [[], ["No", "Date", "Total"], [], ["I1", "", 1], ["", "", ""], ["I2", "", 2]]
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    assert [at for at, _ in rows_of(path)] == [4, 6]


def test_named_sheet_is_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["No", "Date", "Total"], ["I1"]], sheets=["Cover"])
    assert len(rows_of(path, sheet="Export")) == 1
    with pytest.raises(BadFile, match="has no sheet Invoices; it has Cover, Export"):
        rows_of(path, sheet="Invoices")


def test_empty_sheet_is_an_empty_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="is empty"):
        rows_of(write_xlsx(tmp_path / "a.xlsx", []))


def test_moments_in_text_columns_are_iso(tmp_path: Path) -> None:
    moment = datetime(2026, 10, 5, 13, 30)
    path = write_xlsx(tmp_path / "a.xlsx", [["No", "Date", "Total"], [moment, moment, 1]])
    assert rows_of(path)[0][1][:2] == ["2026-10-05 13:30:00", "05.10.2026"]


def test_far_away_cell_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    from xlsxwriter import Workbook

    book = Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write("A1", "No")
    sheet.write("XFD1048576", 1)
    book.close()
    with pytest.raises(BadFile, match="more than 500,000 rows"):
        rows_of(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ('<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>', "rows"),
        ("<table:table-row>{wide}</table:table-row>", "columns"),
    ],
)
def test_repeated_cells_are_refused_before_they_fill_the_memory(
    tmp_path: Path, rows: str, sentence: str
) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    wide = cell.replace(" office", ' table:number-columns-repeated="16384" office')
    path = write_ods_table(tmp_path / "a.ods", rows.format(cell=cell, wide=wide))
    with pytest.raises(BadFile, match=f"has more than [0-9,]+ {sentence}"):
        rows_of(path)


def test_empty_rows_to_the_end_of_the_sheet_are_nothing(tmp_path: Path) -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in ("No", "Date", "Total")
    )
    empty = (
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    path = write_ods_table(tmp_path / "a.ods", f"<table:table-row>{cells}</table:table-row>{empty}")
    assert rows_of(path) == []


def test_damaged_and_exploding_archives_are_one_sentence(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_UNPACKED", 1024 * 1024)
    path = write_xlsx(tmp_path / "a.xlsx", [["No", "Date", "Total"]] + [["I1", "", 1]] * 99)
    whole = path.read_bytes()
    for cut in (60, len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:cut])
        with pytest.raises(BadFile):
            rows_of(path)
    path.write_bytes(whole.replace(b"sheet1.xml", b"sheet9.xml"))
    with pytest.raises(BadFile):
        rows_of(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b"\0" * (2 * 1024 * 1024))
    with pytest.raises(BadFile, match="larger than 1 MB when unpacked"):
        rows_of(path)


def test_own_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(
            "xl/worksheets/sheet1.xml", '<!DOCTYPE x [<!ENTITY a "aa">]><worksheet>&a;</worksheet>'
        )
    with pytest.raises(BadFile, match="defines its own XML"):
        rows_of(path)
