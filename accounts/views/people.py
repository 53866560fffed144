"""A company's people: who they are, what they may do, who is invited."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view, may_edit_roles
from accounts.forms import InvitationForm, MembershipForm
from accounts.membership.invitations import invite, send_again, withdraw
from accounts.membership.people import change_membership, remove, roles_to_give
from accounts.models import Invitation, Membership, Role
from accounts.sign_in.rate_limits import limited
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

LIST = "accounts:person-list"


@customer_view(Verb.MANAGE_PEOPLE)
def person_list(request: CustomerRequest) -> HttpResponse:
    """The company's people and its open invitations, and the form to invite somebody."""
    return _list(request, InvitationForm(by=request.membership, customer=request.customer))


@customer_view(Verb.MANAGE_PEOPLE)
@limited("invite", "30/h/user")
def invitation_new(request: CustomerRequest) -> HttpResponse:
    """Invite somebody by mail; what was typed stays when it cannot be done."""
    if request.method != "POST":
        return redirect(LIST)
    form = InvitationForm(request.POST, by=request.membership, customer=request.customer)
    if form.is_valid():
        try:
            invitation = invite(
                customer=request.customer,
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                role=Role(form.cleaned_data["role"]),
                invited_by=request.user,
            )
        except Refusal as refusal:
            form.add_error("email", refusal.sentence)
        else:
            sentence = _("Invitation sent to %(email)s.")
            messages.success(request, sentence % {"email": invitation.email})
            return redirect(LIST)
    return _list(request, form, status=422)


@customer_view(Verb.MANAGE_PEOPLE)
@require_POST
@limited("invite", "30/h/user")
def invitation_mail_new(request: CustomerRequest, pk: int) -> HttpResponse:
    """Send an invitation again."""
    try:
        invitation = send_again(_invitation(request, pk))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        sentence = _("Invitation resent to %(email)s.")
        messages.success(request, sentence % {"email": invitation.email})
    return redirect(LIST)


@customer_view(Verb.MANAGE_PEOPLE)
@require_POST
def invitation_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation: its link opens nothing any more."""
    try:
        invitation = withdraw(_invitation(request, pk))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        sentence = _("Invitation to %(email)s withdrawn.")
        messages.success(request, sentence % {"email": invitation.email})
    return redirect(LIST)


@customer_view(Verb.MANAGE_PEOPLE)
def person_edit(request: CustomerRequest, pk: int) -> HttpResponse:
    """Change what a person may do here."""
    place = _place(request, pk)
    values = {"role": place.role, "includes_subsidiaries": place.includes_subsidiaries}
    form = MembershipForm(
        request.POST or None, initial=values, by=request.membership, customer=request.customer
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_membership(
                place,
                role=Role(form.cleaned_data["role"]),
                includes_subsidiaries=form.cleaned_data["includes_subsidiaries"],
                by=request.membership,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%(person)s saved.") % {"person": place.user})
            return redirect(LIST if place.user != request.user else "front:profile-detail")
    return page(
        request,
        "accounts/person_edit.jinja",
        {"place": place, "form": form},
        status=422 if form.errors else 200,
    )


@customer_view(Verb.MANAGE_PEOPLE)
def person_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Ask, then end a person's place in the company."""
    place = _place(request, pk)
    error = ""
    if request.method == "POST":
        try:
            remove(place, by=request.membership)
        except Refusal as refusal:
            error = refusal.sentence
        else:
            sentence = _("%(person)s no longer has access to %(company)s.")
            messages.success(
                request, sentence % {"person": place.user, "company": request.customer.name}
            )
            return redirect(LIST if place.user != request.user else "front:home")
    return page(
        request,
        "accounts/person_delete.jinja",
        {"place": place, "error": error},
        status=422 if error else 200,
    )


@customer_view(Verb.MANAGE_PEOPLE)
@require_POST
def second_factor_new(request: CustomerRequest) -> HttpResponse:
    """Require a second factor of everybody who acts for the company, or no longer."""
    is_required = request.POST.get("required") == "yes"
    if request.membership.role != Role.OWNER:
        messages.error(request, _("Only an owner can change this."))
    else:
        request.customer.second_factor_required = is_required
        request.customer.save(update_fields=["second_factor_required"])
        messages.success(
            request,
            _("Everyone who acts for this company now needs two-step sign-in.")
            if is_required
            else _("Two-step sign-in is now optional."),
        )
    return redirect(LIST)


def _list(request: CustomerRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    places = Membership.objects.filter(customer=request.customer).select_related("user")
    given = set(roles_to_give(request.membership, request.customer))
    context: dict[str, object] = {
        "people": [
            (place, Role(place.role) in given) for place in places.order_by("user__name", "pk")
        ],
        "invitations": Invitation.objects.for_customer(request.customer).open(),
        "form": form,
        "may_edit_roles": may_edit_roles(request.membership),
    }
    return page(request, "accounts/person_list.jinja", context, status=status)


def _place(request: CustomerRequest, pk: int) -> Membership:
    places = Membership.objects.filter(customer=request.customer).select_related("user")
    return get_object_or_404(places, pk=pk)


def _invitation(request: CustomerRequest, pk: int) -> Invitation:
    invitation: Invitation = get_object_or_404(
        Invitation.objects.for_customer(request.customer), pk=pk
    )
    return invitation
