"""Files that people hand in: told by their first bytes, limited, kept under a name of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import HttpResponse
from django.utils.translation import gettext as _

from portal.kit.files.virus_scan import scan
from portal.kit.web.downloads import safe_name
from portal.kit.web.refusals import Refusal

MEGABYTE = 1024 * 1024
LOOKED_AT = 16


class UploadRefused(Refusal):
    """The file is of no kind that is taken, empty or too large."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its first bytes say so, whatever its name claims, and where many kinds begin
    alike, `is_really` by its content."""

    extension: str
    content_type: str
    begins: bytes
    is_really: Callable[[UploadedFile], bool] | None = None


PDF = FileKind("pdf", "application/pdf", b"%PDF-")
PNG = FileKind("png", "image/png", b"\x89PNG\r\n\x1a\n")
JPEG = FileKind("jpg", "image/jpeg", b"\xff\xd8\xff")
PAPERS = (PDF, PNG, JPEG)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that may be kept: `token` is its unguessable name, `shown_name` what it is called."""

    token: str
    kind: FileKind
    shown_name: str

    @property
    def stored_name(self) -> str:
        return f"{self.token}.{self.kind.extension}"


def accept(
    upload: UploadedFile, *, kinds: tuple[FileKind, ...] = PAPERS, most: int = 5 * MEGABYTE
) -> Accepted:
    """Look at a file before it is stored. Raises UploadRefused with a sentence why not."""
    if not upload.size:
        raise UploadRefused(_("The file is empty."))
    if upload.size > most:
        sentence = _("The file is larger than %(most)s MB.")
        raise UploadRefused(sentence % {"most": most // MEGABYTE})
    upload.seek(0)
    head = upload.read(LOOKED_AT)
    upload.seek(0)
    kind = next((kind for kind in kinds if _is(kind, upload, head)), None)
    if kind is None:
        names = ", ".join(kind.extension.upper() for kind in kinds)
        raise UploadRefused(_("Only %(kinds)s files are accepted.") % {"kinds": names})
    scan(upload)
    stem = safe_name((upload.name or "").rpartition(".")[0])[:60]
    return Accepted(token_hex(16), kind, f"{stem}.{kind.extension}")


def _is(kind: FileKind, upload: UploadedFile, head: bytes) -> bool:
    if not head.startswith(kind.begins):
        return False
    if kind.is_really is None:
        return True
    try:
        return kind.is_really(upload)
    finally:
        upload.seek(0)


def handed_back(file: FieldFile, *, name: str, content_type: str) -> HttpResponse:
    """A kept file, to be saved and never shown by the browser."""
    with file.open("rb") as content:
        response = HttpResponse(content.read(), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{safe_name(name)}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
