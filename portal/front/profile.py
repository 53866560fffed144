"""My Profile: asks each room for its part and lays them out. Computes nothing itself."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.access import CustomerRequest, Verb, allows, customer_view, open_view
from accounts.models import AccessRequest, Address, ContactPerson
from billing.group import CompanyBalance, balances_of
from billing.holds import release_conditions
from billing.overview.account_summary import AccountSummary, summary_of
from billing.overview.action_items import ActionItem
from billing.payments.last_payment import LastPayment, last_payment_of
from billing.sales.card import SalesCard, sales_card
from billing.views.lookup import companies_seen
from catalog.showing.linesheet import Cover, covers_for
from catalog.visibility import assortments_of
from orders.summary import OrderSummary, order_summary, to_approve
from portal.front.navigation import MAX_TO_PAY
from portal.kit.web.rendering import page
from portal.kit.web.requests import of_portal
from support.models import DocumentRequest, SharedDocument
from support.summary import (
    TicketSummary,
    asked_documents,
    newest_documents,
    ticket_summary,
)

MAX_CONTACTS = 4
MAX_COVERS = 20


@open_view
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The front door: staff without a company work in the admin, everybody else has a profile."""
    membership = getattr(request, "membership", None)
    if membership is None and getattr(request.user, "is_staff", False):
        return redirect("admin:index")
    if membership is None:
        access_request = AccessRequest.objects.filter(user_id=request.user.pk or 0).first()
        return page(request, "portal/no_company.jinja", {"access_request": access_request})
    return redirect("front:profile-detail")


@customer_view(Verb.SEE_PROFILE)
def profile_detail(request: CustomerRequest) -> HttpResponse:
    """The whole page, or the one part that HTMX asks for."""
    parts = ProfileParts(request)
    is_wrong = parts.may_see_billing and bool(request.GET) and not parts.sales.form.is_valid()
    if parts.may_see_billing and not getattr(request, "htmx", None):
        # The menu shows the same number: it need not count again.
        of_portal(request).overdue_count = parts.summary.overdue_count
    return page(
        request,
        "portal/profile_detail.jinja",
        {"parts": parts},
        partials=("sales-card", "address-card"),
        status=422 if is_wrong else 200,
    )


class ProfileParts:
    """What stands on the page, each part asked for when it is drawn."""

    def __init__(self, request: CustomerRequest) -> None:
        self._request = request
        self.customer = request.customer
        self.may = partial(self._may, request)
        self.may_see_billing = self._may(request, Verb.SEE_BILLING)
        self.may_pay = self._may(request, Verb.PAY)
        self.may_manage_people = self._may(request, Verb.MANAGE_PEOPLE)
        self.may_manage_company = self._may(request, Verb.MANAGE_COMPANY)
        self.may_see_shop = self._may(request, Verb.SEE_SHOP)
        self.may_see_orders = self._may(request, Verb.SEE_ORDERS)
        self.may_see_tickets = self._may(request, Verb.SEE_TICKETS)
        self.may_see_documents = self._may(request, Verb.SEE_DOCUMENTS)
        self.may_see_statements = self._may(request, Verb.SEE_STATEMENTS)

    @staticmethod
    def _may(request: CustomerRequest, verb: Verb) -> bool:
        return allows(request.membership, verb, request.customer)

    @cached_property
    def summary(self) -> AccountSummary:
        today = self._request.organization.today()
        held = self.customer.is_on_hold
        hold = release_conditions(self.customer, today=today, most=MAX_TO_PAY) if held else None
        summary = summary_of(self.customer, today=today, hold=hold, may=self.may)
        return replace(summary, action_items=[*self.to_approve, *summary.action_items])

    @cached_property
    def to_approve(self) -> list[ActionItem]:
        """Colleagues' orders that wait for the reader, in one row."""
        return to_approve(self.orders)

    @cached_property
    def sales(self) -> SalesCard:
        today = self._request.organization.today()
        return sales_card(self.customer, self._request.GET, today=today)

    @cached_property
    def last_payment(self) -> LastPayment | None:
        return last_payment_of(self.customer)

    @cached_property
    def asked_documents(self) -> list[DocumentRequest]:
        """Documents that the seller waits for. One statement."""
        return asked_documents(self.customer) if self.may_see_documents else []

    @cached_property
    def documents(self) -> list[SharedDocument]:
        """The newest shared documents. One statement."""
        if not self.may_see_documents:
            return []
        return newest_documents(self._request.user, self.customer)

    @cached_property
    def tickets(self) -> TicketSummary | None:
        """Tickets that are not solved. One statement."""
        if not self.may_see_tickets:
            return None
        return ticket_summary(self._request.user, self.customer)

    @cached_property
    def covers(self) -> list[Cover]:
        """The presentations this customer has. Two statements."""
        if not self.may_see_shop:
            return []
        today = self._request.organization.today()
        seen = assortments_of(self.customer)
        return covers_for(self.customer, seen, today=today, most=MAX_COVERS)

    @cached_property
    def orders(self) -> OrderSummary | None:
        """How many orders are under way; None where there are none to see. One statement."""
        if not self.may_see_orders:
            return None
        membership = self._request.membership
        return order_summary(self.customer, reader=self._request.user, membership=membership)

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever invoiced, credited or paid."""
        if not self.summary.balance.is_settled or self.last_payment is not None:
            return False
        return self.sales.sales.is_empty and self.sales.latest is None

    @cached_property
    def group(self) -> list[CompanyBalance]:
        """The group's companies, where there is more than one to see."""
        if not (self.may_see_billing and self._request.membership.includes_subsidiaries):
            return []
        seen = companies_seen(self._request)
        today = self._request.organization.today()
        return balances_of(seen, today=today) if len(seen) > 1 else []

    @cached_property
    def contacts(self) -> list[ContactPerson]:
        """At most MAX_CONTACTS + 1, so that the page knows whether there are more."""
        return list(self.customer.contacts.all()[: MAX_CONTACTS + 1])

    @cached_property
    def address(self) -> dict[str, object]:
        """One address at a time, with the places of those before and after it."""
        addresses: list[Address] = list(self.customer.addresses.all())
        asked = self._request.GET.get("address", "")
        index = min(int(asked) if asked.isdecimal() else 1, len(addresses) or 1)
        index = max(index, 1)
        return {
            "shown": addresses[index - 1] if addresses else None,
            "index": index,
            "count": len(addresses),
            "previous": index - 1 if index > 1 else len(addresses),
            "next": index + 1 if index < len(addresses) else 1,
        }
