"""The customer's page: what is owed and open, what has happened, who they are, and every act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.company.notes import write_note
from accounts.models import Customer, Organization, User
from accounts.models.customer_note import MAX_NOTE
from billing.ageing import ageing_of, open_counts
from billing.balance import balance_for
from billing.credit_limit import CreditLimitStatus, credit_limit_status
from billing.models import Payment
from billing.receivables.aged_accounts import AgedSums
from orders.models import SalesOrder
from portal.kit.lists.paging import url_with
from portal.kit.web.refusals import Refusal
from portal.staff.customers.acts import acts_for, more_for
from portal.staff.customers.open_items import open_items_of
from portal.staff.customers.people import people_of
from portal.staff.customers.settings_rows import settings_of
from portal.staff.customers.timeline.details import SHOWS, shown, sources_for
from portal.staff.customers.timeline.moments import moments_of, read_mark
from portal.staff.receivables.bars import ages_of, pieces_of
from support.models import DocumentRequest, SharedDocument, Ticket

PERMISSION = "accounts.view_customer"
PAGE_SIZE = 30
MAX_DOCUMENTS = 5


@dataclass(frozen=True, slots=True)
class Tab:
    label: str | Promise
    url: str
    is_current: bool


def customer_url(customer: Customer) -> str:
    return reverse("admin:customer-page", args=[customer.pk])


def find_customer(request: HttpRequest, pk: int, permission: str = PERMISSION) -> Customer:
    """The customer, for staff with this right beside that of looking at customers: 403 otherwise,
    404 when there is none. One statement."""
    if not request.user.has_perms([PERMISSION, permission]):
        raise PermissionDenied
    return get_object_or_404(Customer.objects.select_related("account_manager", "parent"), pk=pk)


@require_safe
def customer_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The page. The same number of statements whatever has happened, and no part of the history
    is read that is not shown."""
    customer = find_customer(request, pk)
    seller = Organization.current()
    context = {
        **frame(request, customer),
        "acts": acts_for(customer, request.user),
        "more": more_for(customer, request.user),
        "people": people_of(customer),
        "settings": settings_of(customer, seller),
        "note_key": uuid4(),
        "note_text": "",
        "max_note": MAX_NOTE,
        **_money(request, customer, seller),
        **_work(request, customer),
        **timeline(request, customer, seller),
    }
    return TemplateResponse(request, "admin/kit/customer.html", context)


def frame(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """What every page about one customer has."""
    return {
        **admin.site.each_context(request),
        "title": customer.name,
        "customer": customer,
        "customer_url": customer_url(customer),
        "back_url": customer_url(customer),
        "now": timezone.now(),
    }


@require_POST
def note_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note. What is refused comes back with what was typed."""
    customer = find_customer(request, pk, "accounts.add_customernote")
    try:
        write_note(
            customer,
            body=request.POST.get("body", ""),
            author=cast("User", request.user),
            key=_uuid(request.POST.get("key", "")),
        )
    except Refusal as refusal:
        seller = Organization.current()
        context = {
            **frame(request, customer),
            "note_key": uuid4(),
            "note_text": request.POST.get("body", ""),
            "note_error": refusal.sentence,
            "max_note": MAX_NOTE,
            **timeline(request, customer, seller),
        }
        return TemplateResponse(request, "admin/kit/customer_timeline.html", context, status=422)
    messages.success(request, _("Note kept."))
    return redirect(customer_url(customer) + "#timeline")


@require_safe
def timeline_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The timeline alone, from any place in it."""
    customer = find_customer(request, pk)
    context = {
        **frame(request, customer),
        "note_key": uuid4(),
        "max_note": MAX_NOTE,
        **timeline(request, customer, Organization.current()),
    }
    return TemplateResponse(request, "admin/kit/customer_timeline.html", context)


def timeline(request: HttpRequest, customer: Customer, seller: Organization) -> dict[str, Any]:
    """A page of the timeline: one statement for the moments, some for their details."""
    show = request.GET.get("show", "all")
    show = show if show in SHOWS else "all"
    found = moments_of(
        customer,
        sources=sources_for(request.user, show),
        zone=seller.time_zone,
        limit=PAGE_SIZE + 1,
        after=read_mark(request.GET.get("after", "")),
    )
    own_page = reverse("admin:customer-timeline", args=[customer.pk])
    older = None
    if len(found) > PAGE_SIZE:
        older = own_page + url_with(request.GET, after=found[PAGE_SIZE - 1].mark, show=show)
    return {
        "events": shown(found[:PAGE_SIZE], customer),
        "older_url": older,
        "is_later_page": bool(request.GET.get("after")),
        "tabs": [
            Tab(label, f"{own_page}?show={name}", name == show)
            for name, (label, _sources) in SHOWS.items()
        ],
        "may_note": request.user.has_perm("accounts.add_customernote"),
    }


def _money(request: HttpRequest, customer: Customer, seller: Organization) -> dict[str, Any]:
    """The figures and what is open, for who may see them. Seven statements."""
    if not request.user.has_perm("billing.view_openitem"):
        return {}
    today = seller.today()
    balance = balance_for(customer, today=today)
    credit = credit_limit_status(customer, balance)
    by_age = AgedSums(customer.currency, balance.by_age, balance.unused)
    payments = Payment.objects.for_customer(customer).exclude(status=Payment.Status.VOID)
    counts = open_counts(customer, today=today)
    oldest = balance.oldest_due_on
    return {
        "balance": balance,
        "credit": credit,
        "used_percent": _percent(credit),
        "pieces": pieces_of(by_age),
        "ages": ages_of(by_age) if balance.outstanding else [],
        "ageing": ageing_of(balance),
        "open_count": sum(counts.values()),
        "days_overdue": max((today - oldest).days, 0) if oldest and balance.overdue else 0,
        "last_payment": payments.order_by("-received_on", "-id").first(),
        "open_items": open_items_of(
            customer, request.user, today=today, back=customer_url(customer)
        ),
    }


def _percent(credit: CreditLimitStatus) -> int | None:
    return round(100 * credit.used / credit.limit) if credit.limit else None


def _work(request: HttpRequest, customer: Customer) -> dict[str, Any]:
    """Orders, tickets and documents that matter now, as far as this person may see them. Four
    statements at most."""
    may = request.user.has_perm
    found: dict[str, Any] = {}
    if may("orders.view_salesorder"):
        orders = SalesOrder.objects.filter(customer=customer).order_by("-placed_on", "-id")
        found["orders"] = orders[:MAX_DOCUMENTS]
    if may("support.view_ticket"):
        found["tickets"] = Ticket.objects.filter(
            customer=customer, status__in=[Ticket.Status.OPEN, Ticket.Status.AWAITING_CUSTOMER]
        ).order_by("-pk")[:MAX_DOCUMENTS]
    if may("support.view_shareddocument"):
        found["shared_documents"] = SharedDocument.objects.filter(
            customer=customer, withdrawn_at=None
        ).order_by("-pk")[:MAX_DOCUMENTS]
    if may("support.view_documentrequest"):
        found["requests"] = DocumentRequest.objects.filter(
            customer=customer,
            status__in=[DocumentRequest.Status.ASKED, DocumentRequest.Status.UPLOADED],
        ).order_by("-pk")[:MAX_DOCUMENTS]
    return found


def _uuid(text: str) -> UUID:
    """The form's key; a new one for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
