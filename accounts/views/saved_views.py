"""Saving, renaming and deleting one's own views of lists."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from accounts.models import SavedView
from accounts.sharing.saved_view_forms import NewViewForm, ViewNameForm
from accounts.sharing.saved_views import rename_view, save_view
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


@customer_view(Verb.SEE_PROFILE)
@require_POST
def saved_view_new(request: CustomerRequest) -> HttpResponse:
    """Save what a list shows under a name, and go back to it."""
    form = NewViewForm(request.POST)
    if form.is_valid():
        try:
            view = save_view(
                request.membership,
                list_name=form.cleaned_data["list"],
                name=form.cleaned_data["name"],
                query=form.cleaned_data["query"],
            )
        except Refusal as refusal:
            form.add_error("name", refusal.sentence)
        else:
            messages.success(request, _("View “%(name)s” saved.") % {"name": view.name})
            return _to_list(request, f"?{view.query}")
    context: dict[str, object] = {"form": form, "view": None, "next": _next(request)}
    return page(request, "accounts/saved_view_edit.jinja", context, status=422)


@customer_view(Verb.SEE_PROFILE)
def saved_view_edit(request: CustomerRequest, pk: int) -> HttpResponse:
    """Give one's view another name."""
    view = _own(request, pk)
    form = ViewNameForm(request.POST or None, instance=view)
    if request.method == "POST" and form.is_valid():
        try:
            rename_view(view, form.cleaned_data["name"])
        except Refusal as refusal:
            form.add_error("name", refusal.sentence)
        else:
            messages.success(request, _("View renamed to “%(name)s”.") % {"name": view})
            return _to_list(request, f"?{view.query}")
    context: dict[str, object] = {"form": form, "view": view, "next": _next(request)}
    status = 422 if form.errors else 200
    return page(request, "accounts/saved_view_edit.jinja", context, status=status)


@customer_view(Verb.SEE_PROFILE)
@require_POST
def saved_view_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Delete one's view. What it showed stays where it is."""
    view = _own(request, pk)
    name = view.name
    view.delete()
    messages.success(request, _("View “%(name)s” deleted.") % {"name": name})
    return _to_list(request, "")


def _own(request: CustomerRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView, pk=pk, membership=request.membership)


def _next(request: HttpRequest) -> str:
    """The path of the list that one came from, if it is ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    path = asked.partition("?")[0]
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else reverse("front:profile-detail")


def _to_list(request: HttpRequest, query: str) -> HttpResponse:
    return HttpResponseRedirect(_next(request) + query, status=303)
