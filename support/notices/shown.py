"""The list of notifications: one line for each thing they are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from accounts.access import CustomerRequest, Verb, allows
from support.models import Notification, Thread
from support.threads.addresses import discussion_url

Kind = Notification.Kind
MOST = 300
ICONS = {
    Kind.MESSAGE: "message-circle",
    Kind.DOCUMENT: "folder-open",
    Kind.REQUEST: "upload",
    Kind.CONFIRMED: "package-check",
    Kind.SHIPPED: "truck",
}
VERBS = {
    Kind.MESSAGE: Verb.SEE_TICKETS,
    Kind.DOCUMENT: Verb.SEE_DOCUMENTS,
    Kind.REQUEST: Verb.SEE_DOCUMENTS,
    Kind.CONFIRMED: Verb.SEE_ORDERS,
    Kind.SHIPPED: Verb.SEE_ORDERS,
}


@dataclass(slots=True)
class Group:
    """What was told about one thing, the newest first. `url` marks it read and leads there."""

    title: str
    icon: str
    url: str
    at: datetime
    kinds: list[Kind] = field(default_factory=list)
    unread: int = 0

    @property
    def what(self) -> str:
        """ "2 messages" or what happened last, in words."""
        if self.kinds[0] == Kind.MESSAGE:
            count = self.kinds.count(Kind.MESSAGE)
            words = ngettext("%(count)s message", "%(count)s messages", count)
            return words % {"count": count}
        return str(self.kinds[0].label)


def groups_for(request: CustomerRequest) -> list[Group]:
    """What this person was told of the company and may still see, the newest first; of the newest
    MOST events. One statement."""
    told = Notification.objects.for_customer(request.customer).filter(user=request.user)
    may = {kind: allows(request.membership, verb, request.customer) for kind, verb in VERBS.items()}
    groups: dict[tuple[str, str], Group] = {}
    for one in told[:MOST]:
        kind = Kind(one.kind)
        if not may[kind]:
            continue
        group = groups.get((one.subject, one.number))
        if group is None:
            url = reverse("support:notification-detail", args=[one.pk])
            group = Group(_title_of(one), ICONS[kind], url, one.told_at)
            groups[one.subject, one.number] = group
        group.kinds.append(kind)
        group.unread += one.read_at is None
    return list(groups.values())


def url_of(one: Notification) -> str:
    """The page of what it is about."""
    pages = {
        "ticket": "support:ticket-detail",
        "document": "support:shared-document-detail",
    }
    if one.kind in {Kind.CONFIRMED, Kind.SHIPPED}:
        return reverse("orders:order-detail", args=[one.number])
    if one.kind == Kind.REQUEST:
        # Where what is still needed stands first.
        return reverse("support:shared-document-list")
    if one.subject in pages:
        return reverse(pages[one.subject], args=[one.number])
    return discussion_url(one.subject, one.number)


def _title_of(one: Notification) -> str:
    if one.subject == "request":
        return str(one.title)
    names = dict(Thread.Subject.choices)
    name = f"{names[one.subject]} {one.number}" if one.subject in names else str(one.number)
    return f"{name}: {one.title}" if one.title else name
