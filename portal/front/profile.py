"""My Profile: asks each room for its card and lays them out. Computes nothing itself."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.access import CustomerRequest, Verb, allows, customer_view, open_view
from accounts.models import Address, Application
from billing.ageing import ageing_of
from billing.ageing_table import ageing_rows
from billing.balance import balance_for
from billing.credit import credit_standing
from billing.group import CompanyBalance, balances_of
from billing.payments.last import last_payment_of
from billing.sales_card import sales_card
from billing.views.lookup import companies_seen
from portal.kit.rendering import page

Context = dict[str, object]


@open_view
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The front door: staff without a company work in the admin, everybody else has a profile."""
    membership = getattr(request, "membership", None)
    if membership is None and getattr(request.user, "is_staff", False):
        return redirect("admin:index")
    if membership is None:
        applications = Application.objects.filter(user_id=request.user.pk or 0)
        return page(request, "portal/no_company.html", {"application": applications.first()})
    return redirect("front:profile-detail")


@customer_view(Verb.SEE_PROFILE)
def profile_detail(request: CustomerRequest) -> HttpResponse:
    """The whole page, or the one card that HTMX asks for: cards are made when they are drawn."""
    context: Context = {"address_card": partial(_address_card, request)}
    if allows(request.membership, Verb.SEE_BILLING, request.customer):
        context |= {"billing": partial(_billing, request), "sales": partial(_sales, request)}
        if request.membership.includes_subsidiaries:
            context["group"] = partial(_group, request)
    context["contacts"] = request.customer.contacts.all()
    return page(
        request,
        "portal/profile_detail.html",
        context,
        partials=("sales-card", "address-card"),
    )


def _billing(request: CustomerRequest) -> Context:
    today = request.organization.today()
    balance = balance_for(request.customer, today=today)
    return {
        "balance": balance,
        "ageing": ageing_rows(ageing_of(balance), today=today),
        "credit": credit_standing(request.customer, balance),
        "last_payment": last_payment_of(request.customer),
        "may_pay": allows(request.membership, Verb.PAY, request.customer),
    }


def _group(request: CustomerRequest) -> list[CompanyBalance]:
    """The group's companies, where there is more than one to see."""
    seen = companies_seen(request)
    return balances_of(seen, today=request.organization.today()) if len(seen) > 1 else []


def _sales(request: CustomerRequest) -> object:
    return sales_card(request.customer, request.GET, today=request.organization.today())


def _address_card(request: CustomerRequest) -> Context:
    """One address at a time, with those before and after it."""
    addresses: list[Address] = list(request.customer.addresses.all())
    asked = request.GET.get("address", "")
    index = min(int(asked) if asked.isdecimal() else 1, len(addresses) or 1)
    index = max(index, 1)
    return {
        "address": addresses[index - 1] if addresses else None,
        "index": index,
        "count": len(addresses),
        "previous": index - 1 if index > 1 else len(addresses),
        "next": index + 1 if index < len(addresses) else 1,
    }
