"""What the frame around a page needs.

Nothing here asks the database before a template does.
"""

from __future__ import annotations

from functools import cached_property
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from markupsafe import Markup

from accounts.access import Verb, rights_at
from accounts.groups import CompanyNode
from accounts.models import Customer, Membership, Organization, User, ViewAs
from billing.holds import ReleaseConditions, release_conditions
from billing.overview.overdue_count import overdue_count
from portal.front.menu import Menu, menu_for
from portal.front.rail import Rail, brand_of, company_of, person_of
from portal.kit.web.addresses import address
from portal.kit.web.fragments import fragment
from portal.kit.web.requests import of_portal

# So many of the invoices that end a hold the banner's button proposes to pay.
MAX_TO_PAY = 50
THEMES = ("light", "dark")


class Shell:
    """What `base.html` shows around a page; each part is worked out when first asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        if not hasattr(request, "organization"):
            of_portal(request).organization = SimpleLazyObject(Organization.current)

    @property
    def organization(self) -> Organization:
        return cast("Organization", of_portal(self._request).organization)

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
    def menu(self) -> Menu:
        """What this person may use here."""
        match = self._request.resolver_match
        return menu_for(
            self._rights,
            shown=match.view_name if match else "",
            overdue=self.overdue_count,
            unread=getattr(self._membership, "unread", 0),
        )

    @property
    def rail(self) -> Markup:
        """The navigation, drawn."""
        nodes, user = self.companies, self.user
        companies = tuple(company_of(one.customer, one.depth) for one in nodes)
        shown = Rail(
            brand=brand_of(self.organization),
            company=company_of(self.customer) if self.customer else None,
            companies=companies if len(companies) > 1 else (),
            path=self.path if len(companies) > 1 else "",
            search_url=self.search_url,
            menu=self.menu,
            person=person_of(user) if isinstance(user, User) else None,
            theme=self.theme,
            is_view_as=self.view_as is not None,
        )
        return fragment(self._request, "frame/rail.jinja", shown)

    @property
    def search_url(self) -> str:
        """Where one searches; empty for somebody without a company."""
        return address("front:search-list") if self._may(Verb.SEE_PROFILE) else ""

    @property
    def is_search(self) -> bool:
        """Whether this is the page of search itself, which needs no dialog."""
        match = self._request.resolver_match
        return match is not None and match.view_name == "front:search-list"

    @cached_property
    def overdue_count(self) -> int:
        """How many invoices of the present account are overdue, counted to 100; what
        the page has counted already is not counted again."""
        counted: int | None = getattr(self._request, "overdue_count", None)
        if counted is not None:
            return counted
        if self.customer is None or not self._may(Verb.SEE_BILLING):
            return 0
        return overdue_count(self.customer.pk, today=self.organization.today())

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
        reached: list[CompanyNode] = getattr(self._request, "reached", [])
        return reached

    @property
    def view_as(self) -> ViewAs | None:
        return getattr(self._request, "view_as", None)

    @property
    def _membership(self) -> Membership | None:
        return getattr(self._request, "membership", None)

    @cached_property
    def _rights(self) -> frozenset[Verb]:
        if self._membership is None:
            return frozenset()
        return rights_at(self._membership, self.customer)

    def _may(self, verb: Verb) -> bool:
        return verb in self._rights


def shell(request: HttpRequest) -> dict[str, object]:
    """The context processor. Sets `request.organization`, asked for at most once a request."""
    return {"shell": Shell(request)}
