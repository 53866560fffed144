from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.approvals import asked_sentence
from accounts.company.editable_sections import LABELS
from accounts.company.seller import (
    BANK_FIELDS,
    CHANGE_BANK,
    LIMIT_FIELDS,
    change_bank_details,
    change_limits,
)
from accounts.models import Organization, User
from portal.kit.files.pictures import PictureField
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin
from portal.kit.web.refusals import Refusal


class BankForm(forms.ModelForm):
    """The details as they should be."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The second person will see this before anything changes."),
    )

    class Meta:
        model = Organization
        fields = BANK_FIELDS


def _change_bank_details(
    request: HttpRequest, _seller: Organization, answers: Mapping[str, Any]
) -> str:
    values = {name: answers[name] for name in BANK_FIELDS}
    by = cast("User", request.user)
    asked = change_bank_details(values, by=by, reason=answers["reason"])
    return asked_sentence(asked) if asked else gettext("Bank details saved.")


class OrganizationForm(forms.ModelForm):
    fixed_for_customers = forms.MultipleChoiceField(
        label=_("Customers cannot change"),
        choices=list(LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "On their company page. Changes to what appears on legal documents wait for your "
            "review."
        ),
    )


@admin.register(Organization)
class OrganizationAdmin(ObjectActionsAdmin):
    """The seller. There is one, so its list is its page."""

    form = OrganizationForm
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        models.ImageField: {"form_class": PictureField},
    }
    fieldsets = (
        (None, {"fields": ("name", "legal_name", "address", "email", "phone", "website")}),
        (_("Brand"), {"fields": ("logo", "logo_dark", "logo_mark", "accent_colour")}),
        (_("Registration"), {"fields": ("tax_id", "registration_number")}),
        (
            _("Bank"),
            {
                "fields": BANK_FIELDS,
                "description": _(
                    "With an account holder and IBAN, customers can announce bank transfers. To "
                    "change them, use “Change bank details” above; a second person approves."
                ),
            },
        ),
        (
            _("Second-person approval"),
            {
                "fields": LIMIT_FIELDS,
                "description": _(
                    "Once set, changes to these also need a second person's approval."
                ),
            },
        ),
        (_("Money and time"), {"fields": ("currency", "time_zone", "confirm_above")}),
        (
            _("People"),
            {
                "fields": (
                    "signup_open",
                    "second_factor_required",
                    "invitation_days",
                    "fixed_for_customers",
                )
            },
        ),
        (
            _("Data retention"),
            {
                "fields": (
                    "shared_link_days",
                    "leftover_days",
                    "payload_days",
                    "audit_years",
                    "inactive_years",
                )
            },
        ),
        (_("Texts"), {"fields": ("welcome_text", "document_footer")}),
    )

    readonly_fields = BANK_FIELDS
    object_actions = (
        ObjectAction(
            name="bank-details",
            label=_("Change bank details"),
            run=_change_bank_details,
            offered=lambda _seller: True,
            form=BankForm,  # type: ignore[arg-type]  # a form of a model is asked the same
            initial=lambda seller: {name: getattr(seller, name) for name in BANK_FIELDS},
            explanation=_(
                "Customers pay into this account. Changes to existing details need a second "
                "person's approval, and every administrator is notified by email."
            ),
            permission=CHANGE_BANK,
            is_sensitive=True,
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Organization.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_add_permission(request):
            return HttpResponseRedirect(reverse("admin:accounts_organization_add"))
        if Organization.objects.exists():
            return HttpResponseRedirect(reverse("admin:accounts_organization_change", args=[1]))
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: Organization, form: Any, change: Any) -> None:
        """Limits that are set already stay until a second person has approved the new ones."""
        obj.pk = 1
        wanted = {name: getattr(obj, name) for name in LIMIT_FIELDS if name in form.changed_data}
        if change:
            for name in wanted:
                setattr(obj, name, form.initial[name])
        super().save_model(request, obj, form, change)
        if change and wanted:
            self._change_limits(request, wanted)

    def _change_limits(self, request: HttpRequest, wanted: Mapping[str, str]) -> None:
        try:
            asked = change_limits(wanted, by=cast("User", request.user))
        except Refusal as refusal:
            self.message_user(request, refusal.sentence, messages.ERROR)
        else:
            if asked:
                self.message_user(request, asked_sentence(asked), messages.WARNING)
