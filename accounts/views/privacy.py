"""A person's own data: taking it away, and asking to be erased."""

from __future__ import annotations

from typing import cast

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import open_view
from accounts.audit.events import record
from accounts.models import ErasureRequest, User
from accounts.privacy.erasure import ask, obstacles, withdraw
from accounts.privacy.personal_data import archive_of
from accounts.sign_in.rate_limits import limited
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

PAGE = "accounts:data-detail"


class ErasureForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Anything we should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@open_view
@login_required
def data_detail(request: HttpRequest) -> HttpResponse:
    """What one can do with one's data."""
    return _show(request, ErasureForm())


@open_view
@login_required
@limited("own-data", "10/h/user", methods=("GET",))
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth's has no types
def data_archive_detail(request: HttpRequest) -> HttpResponse:
    """Everything the portal knows about the person, as a ZIP. Signed in afresh only."""
    user = _person(request)
    content = archive_of(user)
    record("personal-data.downloaded", person=user)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    response["Cache-Control"] = "no-store"
    return response


@open_view
@login_required
@require_POST
@limited("erasure", "10/h/user")
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth's has no types
def erasure_new(request: HttpRequest) -> HttpResponse:
    """Ask staff to be erased."""
    form = ErasureForm(request.POST)
    if form.is_valid():
        try:
            ask(_person(request), comment=form.cleaned_data["comment"])
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Request sent. We will reply by email."))
            return redirect(PAGE)
    return _show(request, form)


@open_view
@login_required
@require_POST
def erasure_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw one's own request; anybody else's is 404."""
    try:
        withdraw(get_object_or_404(ErasureRequest, pk=pk, user=_person(request)))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Request withdrawn. Nothing was deleted."))
    return redirect(PAGE)


def _show(request: HttpRequest, form: forms.Form) -> HttpResponse:
    user = _person(request)
    requests = list(ErasureRequest.objects.filter(user=user)[:5])
    waiting = [one for one in requests if one.state == ErasureRequest.State.WAITING]
    context: dict[str, object] = {
        "form": form,
        "waiting": waiting[0] if waiting else None,
        "requests": [one for one in requests if one not in waiting],
        "obstacles": obstacles(user),
    }
    status = 422 if form.errors else 200
    return page(request, "accounts/data_detail.jinja", context, status=status)


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)
