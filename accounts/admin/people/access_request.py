from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.people.membership import may_make_owners
from accounts.company.search import find_customers, similar_customers
from accounts.membership.access_requests import approve, decline, proposed_customers
from accounts.models import AccessRequest, Customer, Organization, Role, User
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.staff.admin import ReadOnly
from portal.kit.staff.queues import Queue, oldest, register_queues
from portal.kit.web.refusals import Refusal


class ApprovalForm(forms.Form):
    """Whom the person belongs to. Nothing is chosen beforehand but the smallest role."""

    belongs_to = forms.ChoiceField(
        label=gettext_lazy("Belongs to"),
        choices=[
            ("existing", gettext_lazy("Existing customer")),
            ("new", gettext_lazy("New customer, with the name they entered")),
        ],
        widget=forms.RadioSelect,
    )
    customer = forms.CharField(
        label=gettext_lazy("Customer"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Account number, ERP number or name of an existing customer."),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency of a new customer"), max_length=3, min_length=3
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.VIEWER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hints := self.initial.get("hints"):
            self.fields["customer"].help_text = f"{self.fields['customer'].help_text} {hints}"

    def clean(self) -> dict[str, Any]:
        """`customer` becomes the customer, or None for a new one."""
        values = super().clean() or {}
        typed = values.pop("customer", "")
        values["customer"] = None
        if values.get("belongs_to") == "existing":
            values["customer"] = self._find(typed)
        elif typed and values.get("belongs_to") == "new":
            self.add_error("customer", _("Leave this empty, or choose “Existing customer”."))
        return values

    def _find(self, typed: str) -> Customer | None:
        """The one customer that is meant, and not one that is merely like it."""
        found = find_customers(typed)
        meant = [one for one in found if _is_meant(one, typed)]
        if len(meant) == 1:
            return meant[0]
        if found:
            names = ", ".join(f"{one.account_number} {one}" for one in found)
            error = _("Several customers match. Enter the account number: %(names)s.") % {
                "names": names
            }
        else:
            error = _("No customer found. Try another part of the name.")
        self.add_error("customer", error)
        return None


def _is_meant(customer: Customer, typed: str) -> bool:
    names = (customer.account_number, customer.external_reference or "", customer.name)
    return typed.strip().casefold() in [name.casefold() for name in names]


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("The person will see this."),
    )


def _proposal(access_request: AccessRequest) -> dict[str, Any]:
    return {"currency": Organization.current().currency, "hints": _hints(access_request)}


def _hints(access_request: AccessRequest) -> str:
    """Which customers know exactly this email, and which are called alike."""
    known = proposed_customers(access_request)
    alike = [one for one in similar_customers(access_request.company) if one not in known]
    sentences = []
    if known:
        sentences.append(_("Already a contact at: %s.") % _listed(known))
    if alike:
        sentences.append(_("Similar names, which proves nothing: %s.") % _listed(alike))
    return " ".join(sentences)


def _listed(customers: Sequence[Customer]) -> str:
    return ", ".join(f"{one.account_number} {one}" for one in customers)


def _approve(
    request: HttpRequest, access_request: AccessRequest, answers: Mapping[str, Any]
) -> str:
    if answers["role"] == Role.OWNER and not may_make_owners(request):
        raise Refusal(_("You can't make someone an owner. Choose another role."))
    membership = approve(
        access_request,
        decided_by=cast("User", request.user),
        role=Role(answers["role"]),
        customer=answers["customer"],
        currency=answers["currency"].upper(),
    )
    return _("%(who)s now has access to %(company)s and has been notified.") % {
        "who": membership.user,
        "company": membership.customer,
    }


def _decline(
    request: HttpRequest, access_request: AccessRequest, answers: Mapping[str, Any]
) -> str:
    decline(access_request, decided_by=cast("User", request.user), reason=answers["reason"])
    return _("The person has been notified, with the reason.")


def _is_awaiting(access_request: AccessRequest) -> bool:
    return access_request.state == AccessRequest.State.AWAITING


@admin.register(AccessRequest)
class AccessRequestAdmin(ReadOnly, ObjectActionsAdmin):
    """People who signed up by themselves."""

    list_display = ("name", "company", "email", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("name", "company", "email")
    fields = (
        "name",
        "company",
        "email",
        "message",
        "proposed",
        "state",
        "created_at",
        "confirmed_at",
        "customer",
        "decided_by",
        "decided_at",
        "reason",
    )
    readonly_fields = ("proposed",)
    object_actions = (
        ObjectAction(
            name="approve",
            label=gettext_lazy("Approve"),
            run=_approve,
            offered=_is_awaiting,
            form=ApprovalForm,
            initial=_proposal,
        ),
        ObjectAction(
            name="decline",
            label=gettext_lazy("Decline"),
            run=_decline,
            offered=_is_awaiting,
            form=DeclineForm,
            is_undoing=True,
        ),
    )

    @admin.display(description=gettext_lazy("customers with this email"))
    def proposed(self, access_request: AccessRequest) -> str:
        return ", ".join(map(str, proposed_customers(access_request))) or _("none")


register_queues(
    [
        Queue(
            label=gettext_lazy("people awaiting approval"),
            permission="accounts.change_accessrequest",
            count=lambda: AccessRequest.objects.filter(state=AccessRequest.State.AWAITING).count(),
            oldest=oldest(
                lambda: AccessRequest.objects.filter(state=AccessRequest.State.AWAITING),
                "created_at",
            ),
            url=lambda: (
                reverse("admin:accounts_accessrequest_changelist") + "?state__exact=awaiting"
            ),
        )
    ]
)
