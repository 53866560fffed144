"""What staff change about the people of a customer: a role, an access, an invitation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.admin.people.membership import may_make_owners
from accounts.membership import invitations
from accounts.membership.people import change_membership, remove
from accounts.models import Customer, Invitation, Membership, Role
from portal.kit.web.refusals import Refusal
from portal.staff.customers.page import customer_url, find_customer, frame


class PlaceForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    includes_subsidiaries = forms.BooleanField(
        label=gettext_lazy("Also for subsidiaries"), required=False
    )


def place_view(request: HttpRequest, pk: int, place_pk: int) -> HttpResponse:
    """A person's role at this customer: change it, or end their access. Whoever may not make
    owners touches none."""
    customer = find_customer(request, pk, "accounts.change_membership")
    place = get_object_or_404(
        Membership.objects.select_related("user", "customer"), pk=place_pk, customer=customer
    )
    form = PlaceForm(
        request.POST if request.method == "POST" else None,
        initial={"role": place.role, "includes_subsidiaries": place.includes_subsidiaries},
    )
    may_remove = request.user.has_perm("accounts.delete_membership")
    if request.method == "POST":
        is_removal = "_remove" in request.POST
        if is_removal and not may_remove:
            raise PermissionDenied
        if is_removal:
            form = PlaceForm(initial=form.initial)
        if is_removal or form.is_valid():
            try:
                sentence = _remove(request, place) if is_removal else _change(request, place, form)
            except Refusal as refusal:
                messages.error(request, refusal.sentence)
            else:
                messages.success(request, sentence)
                return redirect(customer_url(customer))
    context = {
        **frame(request, customer),
        "title": str(place.user),
        "place": place,
        "form": form,
        "may_remove": may_remove,
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "admin/kit/customer_place.html", context, status=status)


@require_POST
def invitation_view(request: HttpRequest, pk: int, invitation_pk: int, act: str) -> HttpResponse:
    """Send an invitation once more, or withdraw it."""
    customer = find_customer(request, pk, "accounts.invite_person")
    invitation = get_object_or_404(Invitation, pk=invitation_pk, customer=customer)
    acts: dict[str, tuple[Callable[[Invitation], Any], str]] = {
        "resend": (invitations.send_again, _("Invitation sent to %(email)s.")),
        "withdraw": (invitations.withdraw, _("The invitation to %(email)s was withdrawn.")),
    }
    if act not in acts:
        raise Http404
    if invitation.role == Role.OWNER and act == "resend" and not may_make_owners(request):
        raise PermissionDenied
    run, sentence = acts[act]
    try:
        run(invitation)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, sentence % {"email": invitation.email})
    return redirect(customer_url(customer))


def _change(request: HttpRequest, place: Membership, form: PlaceForm) -> str:
    role = Role(form.cleaned_data["role"])
    _touch_owner(request, {Role(place.role), role})
    if place.user_id == request.user.pk:
        raise Refusal(_("You can't give yourself access to a company."))
    reach = form.cleaned_data["includes_subsidiaries"]
    change_membership(place, role=role, includes_subsidiaries=reach, by=None)
    return _("%(person)s is now: %(role)s.") % {"person": place.user, "role": role.label}


def _remove(request: HttpRequest, place: Membership) -> str:
    _touch_owner(request, {Role(place.role)})
    customer: Customer = place.customer
    remove(place, by=None)
    return _("%(person)s no longer has access to %(customer)s.") % {
        "person": place.user,
        "customer": customer,
    }


def _touch_owner(request: HttpRequest, roles: set[Role]) -> None:
    if Role.OWNER in roles and not may_make_owners(request):
        raise Refusal(_("You can't add, change or remove an owner."))
