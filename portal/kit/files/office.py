"""Office documents and plain text among the files that people hand in, told by their content."""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable
from functools import partial
from typing import IO, cast
from zipfile import BadZipFile, ZipFile

from django.core.files.uploadedfile import UploadedFile

from portal.kit.files.uploads import MEGABYTE, FileKind

MAX_MEMBERS = 1_000
MAX_UNPACKED = 200 * MEGABYTE
MAX_RATIO = 100
# What runs, and archives within the archive.
NEVER = ("vbaproject.bin", ".exe", ".js", ".vbs", ".zip", ".jar")
MARKUP = (b"<script", b"<html", b"<!doctype", b"<?xml", b"<svg")
LOOKED_AT = 4096
OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"


def _is_ooxml(upload: UploadedFile, *, folder: str) -> bool:
    return _is_archive(
        upload,
        lambda archive, names: (
            "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)
        ),
    )


def _is_odf(upload: UploadedFile, *, content_type: str) -> bool:
    def says_so(archive: ZipFile, names: list[str]) -> bool:
        if "mimetype" not in names or archive.getinfo("mimetype").file_size > 200:
            return False
        return archive.read("mimetype") == content_type.encode()

    return _is_archive(upload, says_so)


def _is_archive(upload: UploadedFile, says_so: Callable[[ZipFile, list[str]], bool]) -> bool:
    """A ZIP of sound size, without macros or programs, that `says_so`."""
    try:
        with ZipFile(cast("IO[bytes]", upload)) as archive:
            members = archive.infolist()
            unpacked = sum(one.file_size for one in members)
            packed = sum(one.compress_size for one in members)
            names = [one.filename for one in members]
            return (
                len(members) <= MAX_MEMBERS
                and unpacked <= min(MAX_UNPACKED, max(packed, MEGABYTE) * MAX_RATIO)
                and not any(one.flag_bits & 1 for one in members)  # encrypted
                and not any(name.lower().endswith(NEVER) for name in names)
                and says_so(archive, names)
            )
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, KeyError):
        return False


def _is_text(upload: UploadedFile, *, extension: str) -> bool:
    """UTF-8 without control characters or markup, under a name that says it is text: plain text has
    no first bytes of its own."""
    if not (upload.name or "").lower().endswith(f".{extension}"):
        return False
    decoder = getincrementaldecoder("utf-8")()
    upload.seek(0)
    try:
        for chunk in upload.chunks():
            if b"\x00" in chunk:
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    upload.seek(0)
    begin = upload.read(LOOKED_AT).lower()
    return not any(mark in begin for mark in MARKUP)


ZIP = b"PK\x03\x04"
DOCX = FileKind(
    "docx", f"{OOXML}.wordprocessingml.document", ZIP, partial(_is_ooxml, folder="word/")
)
XLSX = FileKind("xlsx", f"{OOXML}.spreadsheetml.sheet", ZIP, partial(_is_ooxml, folder="xl/"))
ODT = FileKind("odt", f"{ODF}.text", ZIP, partial(_is_odf, content_type=f"{ODF}.text"))
ODS = FileKind(
    "ods", f"{ODF}.spreadsheet", ZIP, partial(_is_odf, content_type=f"{ODF}.spreadsheet")
)
CSV = FileKind("csv", "text/csv; charset=utf-8", b"", partial(_is_text, extension="csv"))
TXT = FileKind("txt", "text/plain; charset=utf-8", b"", partial(_is_text, extension="txt"))
OFFICE = (DOCX, XLSX, ODT, ODS, CSV, TXT)
