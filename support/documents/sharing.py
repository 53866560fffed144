"""Sharing a document, a new version of it, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.events import record
from accounts.models import Customer, Membership, User
from portal.kit.db.numbering import next_number
from portal.kit.jobs.events import announce
from portal.kit.web.refusals import Refusal
from support.files import accept_file, keep
from support.models import DocumentDownload, DocumentVersion, SharedDocument
from support.models.thread import Side

PREFIX = "D-"
MAX_VERSIONS = 200


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What is said of a document; `only_for` is the one person of the company who may see it."""

    title: str
    type: str = SharedDocument.Type.OTHER
    valid_until: date | None = None
    only_for: User | None = None


@transaction.atomic
def share_document(
    new: NewDocument, *, customer: Customer, upload: UploadedFile, side: Side, by: User
) -> SharedDocument:
    """Put a file where the other side finds it; that side is told by mail.

    Raises UploadRefused for a file that is not taken, Refusal for somebody who does not belong to
    the company.
    """
    accepted = accept_file(upload)
    if (
        new.only_for is not None
        and not Membership.objects.filter(customer=customer, user=new.only_for).exists()
    ):
        raise Refusal(_("%(person)s doesn't belong to this company.") % {"person": new.only_for})
    document: SharedDocument = SharedDocument.objects.create(
        customer=customer,
        number=next_number(PREFIX),
        side=side,
        type=new.type,
        title=new.title,
        valid_until=new.valid_until,
        only_for=new.only_for,
    )
    version = DocumentVersion(document=document, customer=customer, version=1, uploaded_by=by)
    keep(version, accepted)
    record("shared-document.shared", customer=customer, subject=str(document))
    announce("support.document-shared", version.pk)
    return document


@transaction.atomic
def add_version(
    document: SharedDocument,
    *,
    upload: UploadedFile,
    by: User,
    note: str = "",
    valid_until: date | None = None,
) -> DocumentVersion:
    """The same document anew. What was there stays and can still be had.

    Raises UploadRefused for a file that is not taken, Refusal for a withdrawn document.
    """
    accepted = accept_file(upload)
    document = SharedDocument.objects.select_for_update(no_key=True).get(pk=document.pk)
    if document.withdrawn_at is not None:
        raise Refusal(_("This document was withdrawn."))
    count = document.versions.count()
    if count >= MAX_VERSIONS:
        raise Refusal(_("A document has at most %(count)s versions.") % {"count": MAX_VERSIONS})
    version = DocumentVersion(
        document=document,
        customer_id=document.customer_id,
        version=count + 1,
        note=note,
        uploaded_by=by,
    )
    keep(version, accepted)
    if valid_until != document.valid_until:
        document.valid_until = valid_until
        document.save(update_fields=["valid_until"])
    record("shared-document.version-added", customer=document.customer, subject=str(document))
    announce("support.document-shared", version.pk)
    return version


@transaction.atomic
def withdraw_document(document: SharedDocument) -> SharedDocument:
    """Customers see it no longer. Doing it twice changes nothing."""
    document = SharedDocument.objects.select_for_update(no_key=True).get(pk=document.pk)
    if document.withdrawn_at is None:
        document.withdrawn_at = timezone.now()
        document.save(update_fields=["withdrawn_at"])
        record("shared-document.withdrawn", customer=document.customer, subject=str(document))
    return document


def note_download(version: DocumentVersion, *, by: User) -> None:
    """Who took it, when: both sides see it."""
    DocumentDownload.objects.create(version=version, customer_id=version.customer_id, by=by)
