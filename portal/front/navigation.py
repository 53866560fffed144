"""The menu as data, and what else the frame around a page needs.

Nothing here asks the database before a template does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb, allows
from accounts.companies import Place, companies_of
from accounts.models import Customer, Membership, Organization, ViewAs
from billing.holds import WayOut, way_out


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu, for whoever may do `verb`."""

    label: str | Promise
    url_name: str
    verb: Verb
    icon: str


@dataclass(frozen=True, slots=True)
class MenuItem:
    label: str
    url: str
    icon: str
    active: bool
    badge: str = ""


MENU = (
    Entry(_("My Profile"), "front:profile-detail", Verb.SEE_PROFILE, "layout-dashboard"),
    Entry(_("Invoices"), "billing:invoice-list", Verb.SEE_BILLING, "file-text"),
    Entry(_("Retainers"), "billing:retainer-list", Verb.SEE_BILLING, "file-clock"),
    Entry(_("Credits"), "billing:credit-list", Verb.SEE_BILLING, "file-minus"),
    Entry(_("Deposits"), "billing:deposit-list", Verb.SEE_BILLING, "landmark"),
    Entry(_("Payments"), "billing:payment-list", Verb.SEE_BILLING, "receipt"),
    Entry(_("Statements"), "billing:statement-detail", Verb.SEE_STATEMENTS, "scroll-text"),
    Entry(_("Pay"), "billing:payment-new", Verb.PAY, "credit-card"),
    Entry(_("Company"), "accounts:company-detail", Verb.SEE_PROFILE, "building-2"),
    Entry(_("People"), "accounts:person-list", Verb.MANAGE_PEOPLE, "users"),
    Entry(_("History"), "accounts:history-list", Verb.SEE_HISTORY, "history"),
)
# So many of the invoices that end a hold the banner's button proposes to pay.
MOST_TO_PAY = 50
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

    @cached_property
    def menu(self) -> list[MenuItem]:
        """The entries this person may use here and whose page exists."""
        items = (self._item(entry) for entry in MENU if self._may(entry.verb))
        return [item for item in items if item is not None]

    @cached_property
    def can_pay(self) -> bool:
        return self._may(Verb.PAY)

    @cached_property
    def hold(self) -> WayOut | None:
        """What ends the hold of the present account; None where there is none, or the person
        may not see invoices."""
        customer = self.customer
        if customer is None or not customer.is_on_hold or not self._may(Verb.SEE_BILLING):
            return None
        return way_out(customer, today=self.organization.today(), most=MOST_TO_PAY)

    @cached_property
    def companies(self) -> list[Place]:
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

    def _item(self, entry: Entry) -> MenuItem | None:
        try:
            url = reverse(entry.url_name)
        except NoReverseMatch:
            return None
        return MenuItem(str(entry.label), url, entry.icon, self._is_active(entry.url_name))

    def _is_active(self, url_name: str) -> bool:
        """Whether the page shown is about the same noun: a detail belongs to its list.

        An action of its own, such as paying, is active on its own page alone.
        """
        match = self._request.resolver_match
        if match is None:
            return False
        shown = match.view_name
        if url_name.endswith("-new") or shown.endswith("-new"):
            return shown == url_name
        return shown.rpartition("-")[0] == url_name.rpartition("-")[0]


def shell(request: HttpRequest) -> dict[str, object]:
    """The context processor. Sets `request.organization`, asked for at most once a request."""
    return {"shell": Shell(request)}
