"""The list of a company's shared links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from accounts.models import SharedLink
from accounts.models.access.shared_link import SharedLinkQuerySet
from billing.documents.status import DocumentStatus
from billing.sharing.kinds import kind_of
from portal.kit.lists.columns import Column, Kind, Leaves, Phone, Row, rows_of
from portal.kit.lists.definition import ListDefinition, ListTab
from portal.kit.lists.filters import DateRange, FilterForm


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link, what it opens and where that document's links stand; `url` may be empty."""

    link: SharedLink
    title: str
    url: str

    @property
    def status(self) -> DocumentStatus:
        if self.link.revoked_at:
            return DocumentStatus(pgettext("link", "Revoked"), "none")
        if self.link.is_live:
            return DocumentStatus(pgettext("link", "Open"), "open")
        return DocumentStatus(pgettext("link", "Expired"), "none")

    @property
    def recipient(self) -> str:
        return self.link.recipient_name or self.link.recipient_email or _("Anyone with the link")


class LinkFilterForm(FilterForm):
    """Whom a link is for, what it opens, when it was made."""

    ranges = (DateRange("from", "to", "created_at__date", pgettext_lazy("link", "Created")),)
    placeholder = gettext_lazy("Document, recipient")

    def matching(self, q: str) -> Q:
        return (
            Q(number__icontains=q)
            | Q(recipient_name__icontains=q)
            | Q(recipient_email__icontains=q)
        )


def _live(links: SharedLinkQuerySet, today: date) -> QuerySet[SharedLink]:
    return links.live()


LinkColumn = Column[LinkLine]
LINKS: ListDefinition[SharedLink, LinkLine] = ListDefinition(
    name="links",
    label=gettext_lazy("Shared links"),
    tabs={
        "live": ListTab(
            pgettext_lazy("link", "Open"),
            gettext_lazy("Open links"),
            _live,
            gettext_lazy("No open links"),
            gettext_lazy("To share a document, open it and choose “Share”."),
            "link",
        ),
        "all": ListTab(
            pgettext_lazy("tab", "All"),
            gettext_lazy("All links"),
            lambda links, today: links,
            gettext_lazy("No links yet"),
            gettext_lazy("To share a document, open it and choose “Share”."),
            "link",
        ),
    },
    columns=(
        LinkColumn(
            "document",
            gettext_lazy("Document"),
            lambda line: line.title,
            kind=Kind.LINK,
            phone=Phone.TITLE,
        ),
        LinkColumn(
            "recipient",
            pgettext_lazy("link", "For"),
            lambda line: line.recipient,
            phone=Phone.DETAIL,
        ),
        LinkColumn(
            "created_by",
            gettext_lazy("Created by"),
            lambda line: str(line.link.created_by),
            leaves=Leaves.FIRST,
            is_muted=True,
        ),
        LinkColumn(
            "created_at",
            pgettext_lazy("link", "Created"),
            lambda line: line.link.created_at,
            kind=Kind.DAY,
            sort="created_at",
            leaves=Leaves.SECOND,
            is_muted=True,
        ),
        LinkColumn(
            "expires_at",
            gettext_lazy("Works until"),
            lambda line: line.link.expires_at,
            kind=Kind.DAY,
        ),
        LinkColumn(
            "status",
            pgettext_lazy("document", "Status"),
            lambda line: line.status,
            kind=Kind.STATUS,
            phone=Phone.STATUS,
        ),
        LinkColumn(
            "uses",
            pgettext_lazy("link", "Opened"),
            lambda line: line.link.uses,
            kind=Kind.COUNT,
            leaves=Leaves.FIRST,
        ),
    ),
    sorts={"created_at": "-created_at"},
    counted=lambda n, shown: ngettext("%(count)s link", "%(count)s links", n) % {"count": shown},
    no_match=gettext_lazy("No link matches"),
)


def link_rows(columns: Sequence[LinkColumn], links: Sequence[SharedLink]) -> list[Row[LinkLine]]:
    """The rows of a page of links."""
    lines = [
        LinkLine(link, kind.title(link), kind.page(link)) if kind else LinkLine(link, str(link), "")
        for link, kind in ((one, kind_of(one)) for one in links)
    ]
    return rows_of(columns, lines, key=lambda line: str(line.link.pk), url=lambda line: line.url)
