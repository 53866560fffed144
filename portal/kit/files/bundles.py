"""Many files as one: a PDF with a bookmark for each, or a ZIP."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from portal.kit.files.storage import handed_over

EARLIEST = date(1980, 1, 1)


def joined_pdf(parts: Iterable[tuple[str, bytes]], *, title: str, language: str) -> IO[bytes]:
    """The PDFs one after the other under their names as bookmarks, as an open temporary file at
    its start. Tags for reading aloud do not survive joining: the single files have them."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - slow to load
    from pypdf.generic import NameObject, TextStringObject  # noqa: PLC0415

    writer = PdfWriter()
    for name, content in parts:
        reader = PdfReader(BytesIO(content))
        writer.append(reader, outline_item=name, import_outline=False)
    writer.metadata = {"/Title": title}
    writer.root_object[NameObject("/Lang")] = TextStringObject(language)
    writer.compress_identical_objects(remove_unreferenced=True)
    with handed_over() as file:
        writer.write(file)
    return file


def zipped(parts: Iterable[tuple[str, date, bytes]]) -> IO[bytes]:
    """A ZIP of files by name and day, as an open temporary file at its start. Names that are
    taken get a number. Nothing is compressed: PDFs are already."""
    used: set[str] = set()
    with handed_over() as file, ZipFile(file, "w", ZIP_STORED) as archive:
        for name, day, content in parts:
            stamp = max(day, EARLIEST).timetuple()[:6]
            archive.writestr(ZipInfo(_free(name, used), stamp), content)
    return file


def _free(name: str, used: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    count = 1
    while name.lower() in used:
        count += 1
        name = f"{stem}-{count}{dot}{ending}"
    used.add(name.lower())
    return name
