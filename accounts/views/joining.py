"""The pages a mail's link opens, and signing up by oneself."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import open_view
from accounts.forms import AccessRequestForm, NewPasswordForm, NewPersonForm
from accounts.membership import access_requests, invitations
from accounts.membership.people import person_with
from accounts.middleware import SESSION_KEY
from accounts.models import Invitation, Organization, User
from accounts.sign_in.rate_limits import limited
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page


@open_view
@limited("accept", "10/m/ip")
@never_cache
def acceptance_new(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: as a new person, or as the one who signs in with its address.

    An unknown, used or withdrawn link is 404; an expired one offers to send a new one.
    """
    invitation = invitations.find(token)
    if invitation is None:
        return page(request, "accounts/link_gone.jinja", {}, status=404)
    if invitation.is_expired:
        return _expired(request, invitation)
    invited = person_with(invitation.email)
    if invited is None and not request.user.is_authenticated:
        return _accept_as_new(request, invitation)
    if request.method == "POST" and request.user.is_authenticated:
        try:
            membership = invitations.accept(invitation, request.user)
        except Refusal as refusal:
            messages.error(request, refusal.sentence)
        else:
            request.session[SESSION_KEY] = membership.customer_id
            messages.success(request, _("Welcome to %(c)s.") % {"c": membership.customer.name})
            return redirect("front:profile-detail")
    context: dict[str, object] = {"invitation": invitation, "is_theirs": invited == request.user}
    return page(request, "accounts/acceptance_known.jinja", context)


def _accept_as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = NewPersonForm(
        request.POST or None, email=invitation.email, initial={"name": invitation.name}
    )
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.accept_as_new(
                invitation,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _signed_in(request, user)
    context: dict[str, object] = {"invitation": invitation, "form": form}
    status = 422 if form.errors else 200
    return page(request, "accounts/acceptance_new.jinja", context, status=status)


def _expired(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The link that is too old sends a new term to the same address, and nowhere else."""
    if request.method == "POST":
        invitations.send_again(invitation)
        return page(request, "accounts/link_sent.jinja", {})
    return page(request, "accounts/link_expired.jinja", {}, status=404)


@open_view
@limited("apply", "5/m/ip,20/d/ip")
def access_request_new(request: HttpRequest) -> HttpResponse:
    """Ask for access, where the organization lets people. The answer never tells whether the
    address is known."""
    if not Organization.current().signup_open:
        raise Http404
    form = AccessRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        access_requests.apply(**form.cleaned_data)
        return page(request, "accounts/link_sent.jinja", {})
    status = 422 if form.errors else 200
    return page(request, "accounts/access_request_new.jinja", {"form": form}, status=status)


@open_view
@limited("accept", "10/m/ip")
@never_cache
def confirmation_new(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm the address of an application and choose a password."""
    access_request = access_requests.find(token)
    if access_request is None:
        return page(request, "accounts/link_gone.jinja", {}, status=404)
    form = NewPasswordForm(request.POST or None, email=access_request.email)
    if request.method == "POST" and form.is_valid():
        try:
            user = access_requests.confirm(access_request, password=form.cleaned_data["password"])
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _signed_in(request, user)
    context: dict[str, object] = {"access_request": access_request, "form": form}
    status = 422 if form.errors else 200
    return page(request, "accounts/confirmation_new.jinja", context, status=status)


def _signed_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in whoever has just proved the address and chosen a password; a new session begins."""
    response: HttpResponse = perform_login(request, Login(user=user, email=user.email))
    return response
