"""Shared documents as their pages draw them: grouped by type, each with its newest version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from support.models import DocumentDownload, DocumentVersion, SharedDocument
from support.models.thread import Side
from support.querysets import SharedDocumentQuerySet

# From so many days before its end on a document's last day is marked.
SOON = timedelta(days=30)
MOST = 500

Documents = SharedDocumentQuerySet[SharedDocument]


@dataclass(frozen=True, slots=True)
class DocumentTab:
    label: str
    url: str
    count: int
    is_current: bool

    @classmethod
    def all_of(cls, documents: Documents, *, chosen: str, seller: str) -> list[DocumentTab]:
        """All, the seller's, and one's own. One statement."""
        counts = dict(documents.order_by().values_list("side").annotate(Count("pk")))
        here = reverse("support:shared-document-list")
        tabs = [
            ("", pgettext("tab", "All"), sum(counts.values())),
            (Side.SELLER, _("From %(seller)s") % {"seller": seller}, counts.get("seller", 0)),
            (Side.CUSTOMER, _("From us"), counts.get("customer", 0)),
        ]
        return [
            cls(label, f"{here}?from={side}" if side else here, count, chosen == side)
            for side, label, count in tabs
        ]


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """`version` is the newest of `version_count`; `last_download` when the other side took it."""

    document: SharedDocument
    version: DocumentVersion
    version_count: int
    last_download: DocumentDownload | None
    is_ending: bool

    @property
    def extension(self) -> str:
        return self.version.name.rpartition(".")[2].upper()

    @property
    def is_own(self) -> bool:
        return bool(self.document.side == Side.CUSTOMER)


@dataclass(frozen=True, slots=True)
class DocumentGroup:
    label: str
    documents: list[ListedDocument]


def groups_of(documents: Documents, *, side: str, today: date) -> list[DocumentGroup]:
    """By type. Three statements, however many documents."""
    if side in Side.values:
        documents = documents.filter(side=side)
    listed = list_documents(documents[:MOST], today=today)
    groups = [
        DocumentGroup(str(kind.label), [one for one in listed if one.document.type == kind])
        for kind in SharedDocument.Type
    ]
    return [group for group in groups if group.documents]


def list_documents(documents: Documents, *, today: date) -> list[ListedDocument]:
    """Each with its newest version and last download. Three statements."""
    rows = list(documents)
    versions: dict[int, list[DocumentVersion]] = {}
    for version in DocumentVersion.objects.filter(document__in=rows).order_by("version"):
        versions.setdefault(version.document_id, []).append(version)
    newest = {pk: found[-1] for pk, found in versions.items()}
    last = DocumentDownload.objects.filter(version=OuterRef("version")).order_by("-pk").values("pk")
    taken = DocumentDownload.objects.filter(
        version__in=newest.values(), pk=Subquery(last[:1])
    ).select_related("by")
    downloads = {one.version_id: one for one in taken}
    return [
        ListedDocument(
            document=one,
            version=newest[one.pk],
            version_count=len(versions[one.pk]),
            last_download=downloads.get(newest[one.pk].pk),
            is_ending=one.valid_until is not None and one.valid_until <= today + SOON,
        )
        for one in rows
        if one.pk in newest
    ]


@dataclass(frozen=True, slots=True)
class ListedVersion:
    version: DocumentVersion
    downloads: list[DocumentDownload]


def versions_of(document: SharedDocument) -> list[ListedVersion]:
    """Newest first, each with who took it. Two statements."""
    versions = list(document.versions.select_related("uploaded_by"))
    taken = DocumentDownload.objects.filter(version__in=versions).select_related("by")
    found: dict[int, list[DocumentDownload]] = {one.pk: [] for one in versions}
    for download in taken[:MOST]:
        found[download.version_id].append(download)
    return [ListedVersion(one, found[one.pk]) for one in versions]
