"""The menu as data: what there is, and what of it one person sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.verbs import Verb
from billing.overview.overdue_count import MAX_COUNTED
from portal.kit.web.addresses import address


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu, for whoever may do `verb`. It is the current one on the pages of its
    own noun and of those named in `also`."""

    label: str | Promise
    url_name: str
    verb: Verb
    icon: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading; the first group has none."""

    label: str | Promise
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry as one person sees it. `count` is short and red, `count_label` says it in words."""

    label: str
    url: str
    icon: str
    active: bool
    count: str = ""
    count_label: str = ""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    label: str
    items: tuple[MenuItem, ...]


PAY = Entry(pgettext_lazy("navigation", "Pay"), "billing:payment-new", Verb.PAY, "wallet")
INVOICES = Entry(_("Invoices"), "billing:invoice-list", Verb.SEE_BILLING, "file-text")
STATEMENTS = Entry(_("Statements"), "billing:statement-detail", Verb.SEE_STATEMENTS, "scroll-text")
SHOP = Entry(
    pgettext_lazy("navigation", "Shop"),
    "catalog:presentation-list",
    Verb.SEE_SHOP,
    "shopping-bag",
    ("catalog:product",),
)
HOME = Entry(
    _("My Profile"), "front:profile-detail", Verb.SEE_PROFILE, "house", ("billing:balance",)
)
NOTIFICATIONS = Entry(_("Notifications"), "support:notification-list", Verb.SEE_PROFILE, "bell")
MENU = (
    Group("", (HOME, NOTIFICATIONS)),
    Group(
        pgettext_lazy("navigation", "Buy"),
        (
            SHOP,
            Entry(
                pgettext_lazy("navigation", "Cart"),
                "orders:cart-detail",
                Verb.ORDER,
                "shopping-cart",
                ("orders:order-new",),
            ),
            Entry(_("Quick order"), "orders:quick-order-new", Verb.ORDER, "list-plus"),
            Entry(
                pgettext_lazy("navigation", "Orders"),
                "orders:order-list",
                Verb.SEE_ORDERS,
                "package",
            ),
            Entry(_("Estimates"), "orders:estimate-list", Verb.SEE_ORDERS, "file-pen"),
            Entry(
                pgettext_lazy("navigation", "Buy again"),
                "orders:purchase-list",
                Verb.SEE_SHOP,
                "repeat",
            ),
            Entry(_("Order lists"), "orders:shopping-list-list", Verb.ORDER, "list-checks"),
            Entry(
                pgettext_lazy("navigation", "Favourites"),
                "catalog:favourite-list",
                Verb.SEE_SHOP,
                "heart",
            ),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Billing"),
        (
            INVOICES,
            Entry(
                _("Credits and deposits"),
                "billing:credit-list",
                Verb.SEE_BILLING,
                "coins",
                ("billing:deposit",),
            ),
            Entry(_("Retainers"), "billing:retainer-list", Verb.SEE_BILLING, "hand-coins"),
            Entry(_("Payments"), "billing:payment-list", Verb.SEE_BILLING, "banknote"),
            STATEMENTS,
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Talk"),
        (
            Entry(
                _("Tickets"),
                "support:ticket-list",
                Verb.SEE_TICKETS,
                "messages-square",
                ("support:discussion",),
            ),
            Entry(
                _("Documents"),
                "support:shared-document-list",
                Verb.SEE_DOCUMENTS,
                "folder-open",
                ("support:document-version", "support:document-answer"),
            ),
        ),
    ),
    Group(
        pgettext_lazy("navigation", "Company"),
        (
            Entry(
                _("Company details"),
                "accounts:company-detail",
                Verb.SEE_PROFILE,
                "building-2",
                ("accounts:address", "accounts:contact"),
            ),
            Entry(
                _("People and roles"),
                "accounts:person-list",
                Verb.MANAGE_PEOPLE,
                "users",
                ("accounts:role", "accounts:invitation"),
            ),
            Entry(
                _("Approvals and budgets"),
                "orders:approval-rule-list",
                Verb.MANAGE_PEOPLE,
                "list-checks",
                ("orders:budget",),
            ),
            Entry(_("Payment methods"), "billing:method-list", Verb.PAY, "credit-card"),
            Entry(
                pgettext_lazy("navigation", "Autopay"),
                "billing:autopay-detail",
                Verb.MANAGE_METHODS,
                "repeat",
            ),
            Entry(_("Shared links"), "billing:shared-link-list", Verb.SHARE, "link"),
            Entry(
                pgettext_lazy("navigation", "History"),
                "accounts:history-list",
                Verb.SEE_HISTORY,
                "history",
            ),
        ),
    ),
)
# The bar at the foot of a phone's screen: the first four that the person may; the rest is behind
# "More".
MAX_SHORTCUTS = 4
SHORTCUTS = (HOME, SHOP, INVOICES, PAY, STATEMENTS)


@dataclass(frozen=True, slots=True)
class Menu:
    """What a person with these rights sees: groups that have entries, the button above them, and
    what a phone shows at its foot."""

    groups: tuple[MenuGroup, ...] = ()
    pay: MenuItem | None = None
    bell: MenuItem | None = None
    shortcuts: tuple[MenuItem, ...] = ()

    @property
    def items(self) -> Iterator[MenuItem]:
        if self.pay:
            yield self.pay
        for group in self.groups:
            yield from group.items


def menu_for(rights: frozenset[Verb], *, shown: str, overdue: int, unread: int = 0) -> Menu:
    """The menu for these rights on the page of the name `shown`, with so many overdue invoices and
    unread notifications."""
    return _menu_for(rights, shown, overdue, unread, get_language())


# It follows from what it is given, and most pages of a person ask for the same.
@lru_cache(maxsize=2000)
def _menu_for(
    rights: frozenset[Verb], shown: str, overdue: int, unread: int, _language: str | None
) -> Menu:
    counts = {INVOICES: overdue, NOTIFICATIONS: unread}

    def item(entry: Entry) -> MenuItem:
        count = counts.get(entry, 0)
        words = ngettext("%(count)s overdue", "%(count)s overdue", count)
        if entry is NOTIFICATIONS:
            words = ngettext("%(count)s unread", "%(count)s unread", count)
        return MenuItem(
            str(entry.label),
            address(entry.url_name),
            entry.icon,
            _is_active(entry, shown),
            count=f"{MAX_COUNTED}+" if count > MAX_COUNTED else str(count or ""),
            count_label=words % {"count": count},
        )

    groups = (
        MenuGroup(str(group.label), tuple(item(one) for one in group.entries if one.verb in rights))
        for group in MENU
    )
    shortcuts = [entry for entry in SHORTCUTS if entry.verb in rights][:MAX_SHORTCUTS]
    return Menu(
        tuple(group for group in groups if group.items),
        item(PAY) if PAY.verb in rights else None,
        item(NOTIFICATIONS) if NOTIFICATIONS.verb in rights else None,
        tuple(item(entry) for entry in shortcuts),
    )


def _is_active(entry: Entry, shown: str) -> bool:
    """Whether the page shown is about the entry's noun: a detail belongs to its list.

    An action of its own, such as paying, is active on its own page alone.
    """
    if entry.url_name.endswith("-new") or shown.endswith("payment-new"):
        return shown == entry.url_name
    noun = shown.rpartition("-")[0]
    return bool(noun) and (noun == entry.url_name.rpartition("-")[0] or noun in entry.also)
