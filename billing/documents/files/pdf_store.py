"""Issued documents as they were first handed out: the same bytes every time.

Two who ask for the first time at once get one file: the second one's is thrown away.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.audit.events import record
from billing.models import OpenItem, StoredDocument
from portal.kit.files.storage import check_space, media_path, read_unaltered, write_whole

FOLDER = "documents"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PdfKey:
    """One revision of an issued document in one language, and how it is made the first time."""

    item: OpenItem
    language: str
    revision: str
    make: Callable[[], bytes]

    @property
    def key(self) -> tuple[int, str, str]:
        return self.item.pk, self.language, self.revision


def known_of(wanted: Sequence[PdfKey]) -> dict[tuple[int, str, str], StoredDocument]:
    """What of it is stored, by its key. One statement."""
    rows = StoredDocument.objects.filter(item__in=[one.item.pk for one in wanted], lost_at=None)
    return {(row.item_id, row.language, row.revision): row for row in rows}


def stored_pdf(wanted: PdfKey, known: StoredDocument | None) -> bytes:
    """The stored bytes; made and stored now if nobody has asked before.

    Raises `portal.kit.files.storage.Altered` rather than hand out a file that is not what was
    stored, and DiskFull where a first one cannot be kept. A file that is gone is made again.
    """
    if known is None:
        return _store(wanted, wanted.make())
    try:
        return read_unaltered(media_path(known.path), known.sha256)
    except FileNotFoundError:
        return _make_again(wanted, known)


def _store(wanted: PdfKey, content: bytes) -> bytes:
    item = wanted.item
    path = f"{FOLDER}/{item.pk // 1000}/{item.pk}-{uuid4().hex}.pdf"
    check_space(media_path(path).parent)
    write_whole(media_path(path), content)
    try:
        with transaction.atomic():
            StoredDocument.objects.create(
                item=item,
                language=wanted.language,
                revision=wanted.revision,
                path=path,
                sha256=sha256(content).hexdigest(),
            )
    except BaseException as error:
        media_path(path).unlink()
        if not isinstance(error, IntegrityError):
            raise
        return stored_pdf(wanted, known_of([wanted]).get(wanted.key))
    return content


def _make_again(wanted: PdfKey, lost: StoredDocument) -> bytes:
    """The same file if it comes out the same, otherwise a new one beside the record of the old."""
    content = wanted.make()
    is_same = sha256(content).hexdigest() == lost.sha256
    logger.error("%s is missing; it has been made again", media_path(lost.path))
    record(
        "document.made_again",
        customer=wanted.item.customer,
        subject=str(wanted.item),
        details={"same": is_same, "lost": lost.sha256},
    )
    if is_same:
        write_whole(media_path(lost.path), content)
        return content
    StoredDocument.objects.filter(pk=lost.pk, lost_at=None).update(lost_at=timezone.now())
    return _store(wanted, content)
