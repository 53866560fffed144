from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.place import may_make_owners
from accounts.applications import approve, decline, proposed_customers
from accounts.models import Application, Customer, Organization, Role, User
from portal.kit.admin import Queue, ReadOnly, register_queues
from portal.kit.admin_actions import ObjectAction, ObjectActionsAdmin
from portal.kit.refusals import Refusal


class ApprovalForm(forms.Form):
    """Whom the person belongs to. Customers that know exactly the address come first."""

    customer = forms.ModelChoiceField(
        label=gettext_lazy("Customer"),
        queryset=Customer.objects.exclude(status=Customer.Status.CLOSED),
        required=False,
        empty_label=gettext_lazy("A new customer"),
        help_text=gettext_lazy("Proposed is who knows this e-mail. A domain proves nothing."),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency of a new customer"), max_length=3, min_length=3
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("The person reads it."),
    )


def _proposal(application: Application) -> dict[str, Any]:
    known = proposed_customers(application)
    return {
        "customer": known[0] if known else None,
        "currency": Organization.current().currency,
        "role": Role.VIEWER if known else Role.OWNER,
    }


def _approve(request: HttpRequest, application: Application, answers: Mapping[str, Any]) -> str:
    if answers["role"] == Role.OWNER and not may_make_owners(request):
        raise Refusal(_("You may not make somebody an owner. Choose another role."))
    membership = approve(
        application,
        decided_by=cast("User", request.user),
        role=Role(answers["role"]),
        customer=answers["customer"],
        currency=answers["currency"].upper(),
    )
    return _("%(who)s now acts for %(company)s and was told so.") % {
        "who": membership.user,
        "company": membership.customer,
    }


def _decline(request: HttpRequest, application: Application, answers: Mapping[str, Any]) -> str:
    decline(application, decided_by=cast("User", request.user), reason=answers["reason"])
    return _("The person was told, with the reason.")


def _is_awaiting(application: Application) -> bool:
    return application.state == Application.State.AWAITING


@admin.register(Application)
class ApplicationAdmin(ReadOnly, ObjectActionsAdmin):
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

    @admin.display(description=gettext_lazy("customers that know this e-mail"))
    def proposed(self, application: Application) -> str:
        return ", ".join(map(str, proposed_customers(application))) or _("none")


register_queues(
    [
        Queue(
            label=gettext_lazy("people awaiting approval"),
            permission="accounts.change_application",
            count=lambda: Application.objects.filter(state=Application.State.AWAITING).count(),
            url=lambda: reverse("admin:accounts_application_changelist") + "?state__exact=awaiting",
        )
    ]
)
