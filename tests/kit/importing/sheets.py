"""Spreadsheets for tests: XLSX by the library that writes our own, ODS by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter import Workbook

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]], *, sheets: Sequence[str] = ()) -> Path:
    """Cells by their types; `sheets` are empty ones in front."""
    book = Workbook(path, {"strings_to_numbers": False, "strings_to_formulas": False})
    for name in sheets:
        book.add_worksheet(name)
    sheet = book.add_worksheet("Export")
    day = book.add_format({"num_format": "dd/mm/yy"})
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(at, place, cell, day)
            elif cell != "":
                sheet.write(at, place, cell)
    book.close()
    return path


def write_ods(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    return write_ods_table(
        path, "".join(f"<table:table-row>{_cells(r)}</table:table-row>" for r in rows)
    )


def write_ods_table(path: Path, rows: str) -> Path:
    """An ODS whose one table has this XML."""
    content = (
        f'<office:document-content xmlns:office="{OFFICE}" xmlns:table="{TABLE}" '
        f'xmlns:text="{TEXT}" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="Export">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def _cells(row: Sequence[Any]) -> str:
    return "".join(map(_cell, row))


def _cell(cell: Any) -> str:
    if isinstance(cell, date):
        kind = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, (int, float)):
        kind = f'office:value-type="float" office:value="{cell!r}"'
    elif cell == "":
        return "<table:table-cell/>"
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
