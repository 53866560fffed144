"""Many files as one: a PDF with a bookmark for each, or a ZIP that is sent as it grows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

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
    file = TemporaryFile()  # noqa: SIM115 - who asked for it closes it
    writer.write(file)
    file.seek(0)
    return file


def zipped(parts: Iterable[tuple[str, date, bytes]]) -> Iterator[bytes]:
    """A ZIP of files by name and day, piece by piece as `parts` are read. Names that are taken
    get a number. Nothing is compressed: PDFs are already."""
    sink = _Sink()
    used: set[str] = set()
    with ZipFile(sink, "w", ZIP_STORED) as archive:
        for name, day, content in parts:
            stamp = max(day, EARLIEST).timetuple()[:6]
            archive.writestr(ZipInfo(_free(name, used), stamp), content)
            yield sink.taken()
    yield sink.taken()


def _free(name: str, used: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    count = 1
    while name.lower() in used:
        count += 1
        name = f"{stem}-{count}{dot}{ending}"
    used.add(name.lower())
    return name


class _Sink:
    """What a ZIP is written to and taken from in pieces; it cannot be wound back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Everything is taken piece by piece already."""

    def close(self) -> None:
        """There is nothing to let go of."""

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
