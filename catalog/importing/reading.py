"""Rows to values, each with the line it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError

from catalog.codes import code_of, validate_sku
from catalog.importing.mapping import CatalogMapping
from portal.kit.importing.rejections import Rejections
from portal.kit.importing.rows import Cells, Header
from portal.kit.importing.tables import read_rows

Watch = Callable[[IO[bytes]], IO[bytes]]


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row: its line, the code of its SKU, its values by field; None and "" say nothing."""

    at: int
    code: str
    values: dict[str, Any]


def read(
    path: Path, mapping: CatalogMapping, rejections: Rejections, *, watch: Watch
) -> tuple[list[str], Iterator[FileRow]]:
    """The columns that the mapping does not name, and the sound rows. A row that cannot be read is
    rejected by itself. Raises BadFile."""
    rows = read_rows(path, mapping, watch=watch)
    header = Header(mapping, next(rows)[1])
    return header.ignored, _sound(rows, header, mapping, rejections)


def _sound(
    rows: Iterator[tuple[int, list[str]]],
    header: Header,
    mapping: CatalogMapping,
    rejections: Rejections,
) -> Iterator[FileRow]:
    cells_of = Cells(mapping, header, mapping.fields)
    good: dict[str, str] = {}
    for at, cells in rows:
        if header.is_skipped(cells):
            rejections.skipped += 1
            continue
        problem = header.problem(cells)
        if problem is None:
            values, problem = cells_of.parse(cells)
        if problem is not None:
            rejections.add(at, str(problem), is_form=problem.is_form)
            continue
        sku = values["sku"]
        if sku not in good:
            good[sku] = _code(sku)
        if not good[sku]:
            rejections.add(at, f"no SKU: {sku[:40]}" if sku else "no SKU", sku)
            continue
        yield FileRow(at, good[sku], values)


def _code(sku: str) -> str:
    try:
        validate_sku(sku)
    except ValidationError:
        return ""
    return code_of(sku)
