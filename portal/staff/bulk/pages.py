"""Choosing, looking first, doing, the result, and undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import BulkAct, Customer, User
from portal.kit.staff.admin import is_row_number
from portal.kit.web.refusals import Refusal
from portal.staff.bulk.acts import ACTS, Act
from portal.staff.bulk.running import MAX_CUSTOMERS, run, undo

TEMPLATE = "admin/kit/bulk.html"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    customer: Customer
    url: str
    now: str
    then: str


@require_POST
def bulk_view(request: HttpRequest, name: str) -> HttpResponse:
    """The customers whose boxes are ticked: first what would change for each, and on the second
    press it is done."""
    act = _act(request, name)
    customers = _chosen(request)
    is_asked = "_look" in request.POST or "_run" in request.POST
    form = act.form(request.POST if is_asked else None)
    is_good = is_asked and form.is_valid()
    refused = ""
    if is_good and "_run" in request.POST:
        try:
            made = run(
                act, customers, form.cleaned_data, by=cast("User", request.user), key=_key(request)
            )
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            return redirect("admin:bulk-result", made.pk)
    page = _page(request, act, customers, form, is_looking=is_good)
    page["refused"] = refused
    is_wrong = refused or (is_asked and not is_good)
    return TemplateResponse(request, TEMPLATE, page, status=422 if is_wrong else 200)


def first_page(request: HttpRequest, act: Act, customers: QuerySet[Customer]) -> HttpResponse:
    """The page of an act with what is ticked in the list of customers."""
    chosen = list(
        customers.order_by("name", "pk")
        .select_related("account_manager")
        .prefetch_related("contacts")[: MAX_CUSTOMERS + 1]
    )
    page = _page(request, act, chosen, act.form(), is_looking=False)
    return TemplateResponse(request, TEMPLATE, page)


def _page(
    request: HttpRequest, act: Act, customers: list[Customer], form: Form, *, is_looking: bool
) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": act.label,
        "act": act,
        "url": reverse("admin:bulk", args=[act.name]),
        "form": form,
        "customers": customers,
        "too_many": len(customers) > MAX_CUSTOMERS,
        "most": MAX_CUSTOMERS,
        "key": _key(request),
        "is_looking": is_looking,
        "rows": _preview(act, customers, form.cleaned_data if is_looking else None),
        "back_url": reverse("admin:accounts_customer_changelist"),
    }


@require_safe
def result_view(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of each customer."""
    made, act = _made(request, pk)
    rows = made.rows.select_related("customer")
    context = {
        **admin.site.each_context(request),
        "title": act.label,
        "act": act,
        "made": made,
        "done": [row for row in rows if row.is_done],
        "refused": [row for row in rows if not row.is_done],
        "may_undo": act.undo is not None and made.undone_at is None,
        "back_url": reverse("admin:accounts_customer_changelist"),
    }
    return TemplateResponse(request, "admin/kit/bulk_result.html", context)


@require_POST
def undo_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what nobody has changed since."""
    made, _kind = _made(request, pk)
    try:
        count = undo(made, by=cast("User", request.user))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        sentence = ngettext("%(n)s customer was put back.", "%(n)s customers were put back.", count)
        messages.success(request, sentence % {"n": count})
    return redirect("admin:bulk-result", made.pk)


def _act(request: HttpRequest, name: str) -> Act:
    act = ACTS.get(name)
    if act is None:
        raise Http404
    if not request.user.has_perms(["accounts.view_customer", act.permission]):
        raise PermissionDenied
    return act


def _made(request: HttpRequest, pk: int) -> tuple[BulkAct, Act]:
    """The act, for whoever may do such a thing themselves; 403 before it is told whether it is
    there."""
    if not request.user.has_perm("accounts.view_customer"):
        raise PermissionDenied
    made = get_object_or_404(BulkAct.objects.select_related("made_by", "undone_by"), pk=pk)
    return made, _act(request, made.kind)


def _chosen(request: HttpRequest) -> list[Customer]:
    """The customers that are ticked, one more than may be at most. One statement."""
    keys = [key for key in request.POST.getlist("customer") if is_row_number(key)]
    rows = Customer.objects.filter(pk__in=keys[: MAX_CUSTOMERS + 1])
    return list(rows.select_related("account_manager").prefetch_related("contacts"))


def _preview(act: Act, customers: list[Customer], given: dict[str, Any] | None) -> list[PreviewRow]:
    return [
        PreviewRow(
            customer=one,
            url=reverse("admin:customer-page", args=[one.pk]),
            now=act.now(one),
            then=act.then(one, given) if given is not None else "",
        )
        for one in customers[:MAX_CUSTOMERS]
    ]


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
