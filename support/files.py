"""The files that people hand in with messages and as shared documents: one door for both sides."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from portal.kit.files.office import OFFICE
from portal.kit.files.uploads import (
    JPEG,
    MEGABYTE,
    PAPERS,
    PNG,
    Accepted,
    UploadRefused,
    accept,
)
from support.models.stored_file import StoredFile

KINDS = (*PAPERS, *OFFICE)
MAX_BYTES = 15 * MEGABYTE
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 4_000
FORMATS = {PNG.extension: "PNG", JPEG.extension: "JPEG"}
# For the file field of a form.
ACCEPT = ",".join(f".{kind.extension}" for kind in KINDS)


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """What may be kept, and what of it is: a picture is drawn anew, so that nothing but its pixels
    remains."""

    accepted: Accepted
    content: File[bytes]


def accept_file(upload: UploadedFile) -> AcceptedFile:
    """Look at a file before anything is written. Raises UploadRefused with a sentence that names
    it."""
    try:
        accepted = accept(upload, kinds=KINDS, most=MAX_BYTES)
        content: File[bytes] = upload
        if accepted.kind in (PNG, JPEG):
            content = _drawn_anew(upload, FORMATS[accepted.kind.extension])
    except UploadRefused as refusal:
        sentence = _("%(file)s: %(problem)s")
        raise UploadRefused(
            sentence % {"file": upload.name or "", "problem": refusal.sentence}
        ) from refusal
    return AcceptedFile(accepted, content)


def keep(row: StoredFile, file: AcceptedFile) -> StoredFile:
    """Fill in what the row says of its file, and store both."""
    row.token = file.accepted.token
    row.name = file.accepted.shown_name
    row.content_type = file.accepted.kind.content_type
    row.size = file.content.size
    row.file.save(file.accepted.stored_name, file.content, save=False)
    row.save()
    return row


def _drawn_anew(upload: UploadedFile, kind: str) -> ContentFile[bytes]:
    try:
        with Image.open(upload, formats=(kind,)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise UploadRefused(_("The picture has too many pixels."))
            picture.load()
            upright = ImageOps.exif_transpose(picture) or picture
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright.info.clear()
            content = BytesIO()
            upright.save(content, kind)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UploadRefused(_("The picture can't be read.")) from error
    return ContentFile(content.getvalue())
