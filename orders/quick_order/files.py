"""The lines of a file that somebody orders from: CSV or text, XLSX, ODS."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from orders.lines.checking import MAX_LINES
from portal.kit.files.uploads import MEGABYTE, UploadRefused
from portal.kit.importing.mapping import Columns, FileForm
from portal.kit.importing.spreadsheets import BadSheet, is_spreadsheet, read_sheet

MAX_BYTES = 5 * MEGABYTE
ENCODINGS = ("utf-8-sig", "cp1252")
DIGIT = re.compile(r"\d")


def lines_of_file(upload: UploadedFile) -> str:
    """The file as somebody would have pasted it: a line each, cells parted by tabs, without a
    heading. Raises UploadRefused for a file that is empty, too large or no table."""
    if not upload.size:
        raise UploadRefused(_("The file is empty."))
    if upload.size > MAX_BYTES:
        sentence = _("The file is larger than %(most)s MB.")
        raise UploadRefused(sentence % {"most": MAX_BYTES // MEGABYTE})
    with NamedTemporaryFile() as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        path = Path(file.name)
        lines = _of_sheet(path) if is_spreadsheet(path) else _of_text(path.read_bytes())
    lines = [line for line in lines if line.strip()]
    if lines and not DIGIT.search(lines[0]):
        lines = lines[1:]
    return "\n".join(lines)


def _of_sheet(path: Path) -> list[str]:
    """One row more than is taken, so that too many are seen to be too many."""
    rows: list[str] = []
    try:
        for _number, cells in read_sheet(path, Columns(FileForm(), ())):
            rows.append("\t".join(cell.strip() for cell in cells).strip())
            if len(rows) > MAX_LINES + 1:
                break
    except BadSheet as error:
        raise UploadRefused(_("The file can't be read as a spreadsheet.")) from error
    return rows


def _of_text(content: bytes) -> Iterable[str]:
    if b"\x00" in content:
        raise UploadRefused(_("Choose a CSV, text, XLSX or ODS file."))
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    raise UploadRefused(_("Choose a CSV, text, XLSX or ODS file."))
