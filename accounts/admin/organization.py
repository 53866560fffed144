from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from accounts.parts import LABELS
from portal.kit.admin import StaffAdmin


class OrganizationForm(forms.ModelForm):
    fixed_for_customers = forms.MultipleChoiceField(
        label=_("Customers cannot change"),
        choices=list(LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Of their company's page. What they may change and stands on legal documents is "
            "asked for and waits for you."
        ),
    )


@admin.register(Organization)
class OrganizationAdmin(StaffAdmin):
    """The seller. There is one, so its list is its page."""

    form = OrganizationForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("name", "legal_name", "logo", "address", "email", "phone", "website")}),
        (_("Registration"), {"fields": ("tax_id", "registration_number")}),
        (
            _("Bank"),
            {
                "fields": (
                    "bank_account_holder",
                    "bank_iban",
                    "bank_bic",
                    "bank_name",
                    "bank_details",
                ),
                "description": _(
                    "With account holder and IBAN, customers can announce bank transfers."
                ),
            },
        ),
        (_("Money and time"), {"fields": ("currency", "time_zone")}),
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
            _("Kept for how long"),
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
        obj.pk = 1
        super().save_model(request, obj, form, change)
