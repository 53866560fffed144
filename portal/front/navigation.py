"""The menu as data, and what else the frame around a page needs.

Nothing here asks the database before a template does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.access import Verb, allows
from accounts.groups import CompanyNode, companies_of
from accounts.models import Customer, Membership, Organization, User, ViewAs
from billing.holds import ReleaseConditions, release_conditions
from billing.models import OpenItem


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
    items: list[MenuItem]


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
MENU = (
    Group("", (HOME,)),
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
# So many of the invoices that end a hold the banner's button proposes to pay.
MAX_TO_PAY = 50
# So many overdue invoices are counted beside the menu; more are "99+".
MAX_COUNTED = 99
THEMES = ("light", "dark")


class Shell:
    """What `base.html` shows around a page; each part is worked out when first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        if not hasattr(request, "organization"):
            request.organization = SimpleLazyObject(Organization.current)  # type: ignore[attr-defined]

    @property
    def organization(self) -> Organization:
        return self._request.organization  # type: ignore[attr-defined,no-any-return]

    @property
    def customer(self) -> Customer | None:
        return getattr(self._request, "customer", None)

    @property
    def theme(self) -> str:
        """The look this browser chose; empty when it follows the system."""
        chosen = self._request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @property
    def colour_scheme(self) -> str:
        return self.theme or "light dark"

    @property
    def user(self) -> User | AnonymousUser:
        return self._request.user

    @property
    def path(self) -> str:
        """Where one is after switching to another company: here, unless the page is about one
        document of this company."""
        match = self._request.resolver_match
        return "" if match is None or match.kwargs else self._request.path

    @cached_property
    def menu(self) -> list[MenuGroup]:
        """The entries this person may use here, in groups; a group without any is left out."""
        groups = (
            MenuGroup(
                str(group.label), [self._item(one) for one in group.entries if self._may(one.verb)]
            )
            for group in MENU
        )
        return [group for group in groups if group.items]

    @cached_property
    def pay(self) -> MenuItem | None:
        """The button above the menu."""
        return self._item(PAY) if self._may(PAY.verb) else None

    @cached_property
    def shortcuts(self) -> list[MenuItem]:
        """What a phone shows at its foot."""
        may = [entry for entry in SHORTCUTS if self._may(entry.verb)][:MAX_SHORTCUTS]
        return [self.pay if one is PAY and self.pay else self._item(one) for one in may]

    @property
    def search_url(self) -> str:
        """Where one searches; empty for somebody without a company."""
        return reverse("front:search-list") if self._may(Verb.SEE_PROFILE) else ""

    @property
    def is_search(self) -> bool:
        """Whether this is the page of search itself, which needs no dialog."""
        match = self._request.resolver_match
        return match is not None and match.view_name == "front:search-list"

    @cached_property
    def overdue_count(self) -> int:
        """How many invoices of the present account are overdue, counted to MAX_COUNTED + 1; what
        the page has counted already is not counted again."""
        counted: int | None = getattr(self._request, "overdue_count", None)
        if counted is not None:
            return counted
        if self.customer is None or not self._may(Verb.SEE_BILLING):
            return 0
        overdue = (
            OpenItem.objects.for_customer(self.customer)
            .invoices()
            .filter(open__gt=0, due_on__lt=self.organization.today())
        )
        return int(overdue.order_by()[: MAX_COUNTED + 1].count())

    @cached_property
    def can_pay(self) -> bool:
        return self._may(Verb.PAY)

    @cached_property
    def hold(self) -> ReleaseConditions | None:
        """What ends the hold of the present account; None where there is none, or the person
        may not see invoices."""
        customer = self.customer
        if customer is None or not customer.is_on_hold or not self._may(Verb.SEE_BILLING):
            return None
        return release_conditions(customer, today=self.organization.today(), most=MAX_TO_PAY)

    @cached_property
    def companies(self) -> list[CompanyNode]:
        """The companies this person may switch between, the present one included, as a tree."""
        if self._membership is None or self.view_as is not None:
            return []
        return companies_of(self._membership.user_id)

    @property
    def view_as(self) -> ViewAs | None:
        return getattr(self._request, "view_as", None)

    @property
    def _membership(self) -> Membership | None:
        return getattr(self._request, "membership", None)

    def _may(self, verb: Verb) -> bool:
        return self._membership is not None and allows(self._membership, verb, self.customer)

    def _item(self, entry: Entry) -> MenuItem:
        count = self.overdue_count if entry is INVOICES else 0
        return MenuItem(
            str(entry.label),
            reverse(entry.url_name),
            entry.icon,
            self._is_active(entry),
            count=f"{MAX_COUNTED}+" if count > MAX_COUNTED else str(count or ""),
            count_label=ngettext("%(count)s overdue", "%(count)s overdue", count)
            % {"count": count},
        )

    def _is_active(self, entry: Entry) -> bool:
        """Whether the page shown is about the entry's noun: a detail belongs to its list.

        An action of its own, such as paying, is active on its own page alone.
        """
        match = self._request.resolver_match
        if match is None:
            return False
        shown = match.view_name
        if entry.url_name.endswith("-new") or shown.endswith("payment-new"):
            return shown == entry.url_name
        noun = shown.rpartition("-")[0]
        return noun == entry.url_name.rpartition("-")[0] or noun in entry.also


def shell(request: HttpRequest) -> dict[str, object]:
    """The context processor. Sets `request.organization`, asked for at most once a request."""
    return {"shell": Shell(request)}
