"""The staff's navigation, by job. Ledger and machinery tables stand under Records (records.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.models import User
from portal.kit.staff.queues import Waiting

Person = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the staff's. `permission` is who sees it; empty for all staff. `below` is where
    other pages of the same place begin."""

    label: str | Promise
    url_name: str
    permission: str
    icon: str
    below: str = ""

    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class Group:
    label: str | Promise
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as this person sees it. `count` is what waits there; 0 is not written."""

    label: str | Promise
    url: str
    icon: str
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Section:
    label: str | Promise
    entries: list[Entry]


def _list(label: Promise | str, model: str, icon: str, below: str = "") -> Place:
    app, name = model.split(".")
    return Place(label, f"admin:{app}_{name}_changelist", f"{app}.view_{name}", icon, below)


GROUPS = (
    Group(
        pgettext_lazy("staff navigation", "Money"),
        (
            Place(
                pgettext_lazy("staff navigation", "Receivables"),
                "admin:receivables",
                "billing.view_openitem",
                "hand-coins",
            ),
            _list(pgettext_lazy("staff navigation", "Invoices"), "billing.invoice", "file-text"),
            _list(
                pgettext_lazy("staff navigation", "Credit notes"),
                "billing.creditnote",
                "file-minus",
            ),
            _list(pgettext_lazy("staff navigation", "Retainers"), "billing.retainer", "file-clock"),
            _list(pgettext_lazy("staff navigation", "Payments"), "billing.payment", "banknote"),
            _list(
                pgettext_lazy("staff navigation", "Bank transfers"), "billing.transfer", "landmark"
            ),
            _list(
                pgettext_lazy("staff navigation", "Disputes"),
                "billing.invoicedispute",
                "message-square-warning",
            ),
            _list(
                pgettext_lazy("staff navigation", "Statements"),
                "billing.statementbatch",
                "scroll-text",
            ),
        ),
    ),
    Group(
        pgettext_lazy("staff navigation", "Orders"),
        (
            _list(
                pgettext_lazy("staff navigation", "Sales orders"), "orders.salesorder", "package"
            ),
            _list(
                pgettext_lazy("staff navigation", "Order changes"), "orders.orderchange", "pencil"
            ),
            _list(pgettext_lazy("staff navigation", "Estimates"), "orders.estimate", "file-pen"),
            _list(pgettext_lazy("staff navigation", "Shipments"), "orders.shipment", "truck"),
            _list(pgettext_lazy("staff navigation", "Returns"), "orders.return", "undo-2"),
        ),
    ),
    Group(
        pgettext_lazy("staff navigation", "Conversations"),
        (
            _list(
                pgettext_lazy("staff navigation", "Tickets"), "support.ticket", "messages-square"
            ),
            _list(
                pgettext_lazy("staff navigation", "Messages"), "support.thread", "message-square"
            ),
            _list(
                pgettext_lazy("staff navigation", "Documents"),
                "support.shareddocument",
                "folder-open",
            ),
            _list(
                pgettext_lazy("staff navigation", "Document requests"),
                "support.documentrequest",
                "file-up",
            ),
        ),
    ),
    Group(
        pgettext_lazy("staff navigation", "Customers"),
        (
            _list(
                pgettext_lazy("staff navigation", "Customers"),
                "accounts.customer",
                "building-2",
                below="customers/",
            ),
            _list(pgettext_lazy("staff navigation", "People"), "accounts.user", "users"),
            _list(
                pgettext_lazy("staff navigation", "Access requests"),
                "accounts.accessrequest",
                "user-plus",
            ),
            _list(
                pgettext_lazy("staff navigation", "Change requests"),
                "accounts.changerequest",
                "file-diff",
            ),
        ),
    ),
    Group(
        pgettext_lazy("staff navigation", "Catalogue"),
        (
            _list(pgettext_lazy("staff navigation", "Products"), "catalog.product", "shapes"),
            _list(pgettext_lazy("staff navigation", "Prices"), "catalog.pricelist", "tag"),
            _list(pgettext_lazy("staff navigation", "Stock"), "catalog.stock", "warehouse"),
            _list(
                pgettext_lazy("staff navigation", "Presentations"),
                "catalog.presentation",
                "gallery-vertical-end",
            ),
        ),
    ),
    Group(
        pgettext_lazy("staff navigation", "Settings"),
        (
            _list(
                pgettext_lazy("staff navigation", "Organization"),
                "accounts.organization",
                "settings-2",
            ),
            _list(pgettext_lazy("staff navigation", "History"), "accounts.auditevent", "history"),
            Place(pgettext_lazy("staff navigation", "Records"), "admin:records", "", "library"),
        ),
    ),
)


def listed_urls() -> set[str]:
    """The addresses that have an entry of their own."""
    return {place.url() for group in GROUPS for place in group.places}


def sections_for(person: Person, path: str, waiting: Iterable[Waiting]) -> list[Section]:
    """The navigation of `person` on the page `path`, with what waits in each place. No SQL."""
    counts = [(one.url.split("?")[0], one.count) for one in waiting]
    sections = []
    for group in GROUPS:
        entries = list(_entries(group, person, path, counts))
        if entries:
            sections.append(Section(group.label, entries))
    return sections


def _entries(
    group: Group, person: Person, path: str, counts: list[tuple[str, int]]
) -> Iterator[Entry]:
    for place in group.places:
        url = place.url()
        if not place.permission or person.has_perm(place.permission):
            count = sum(count for waits_at, count in counts if waits_at == url)
            own = [url, reverse("admin:index") + place.below] if place.below else [url]
            yield Entry(place.label, url, place.icon, count, path.startswith(tuple(own)))
