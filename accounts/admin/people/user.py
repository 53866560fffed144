from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account import admin as allauth_admin
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin
from allauth.usersessions import admin as sessions_admin
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.people.membership import MembershipInline
from accounts.membership.people import set_email, tell_of_new_email
from accounts.models import User
from accounts.sign_in.second_factor import has_one as has_factors
from accounts.sign_in.second_factor import remove_factors
from accounts.sign_in.sessions import end_all
from portal.kit.staff.actions import ObjectAction, ObjectActionsAdmin

# allauth's own lists would let staff verify any address, give anybody an authenticator they know
# the secret of, and read sessions' keys.
for model in (allauth_admin.EmailAddress, mfa_admin.Authenticator, sessions_admin.UserSession):
    admin.site.unregister(model)

RIGHTS = ("is_staff", "is_superuser", "groups")


class MemberInline(MembershipInline):
    fields = ("customer", "role")
    autocomplete_fields = ("customer",)


class UserForm(forms.ModelForm):
    def clean_email(self) -> str:
        """Lower case, as sign-in reads it; one person an address."""
        email = User.objects.normalize_email(self.cleaned_data["email"]).lower()
        people = User.objects.exclude(pk=self.instance.pk)
        addresses = EmailAddress.objects.exclude(user_id=self.instance.pk)
        if (
            people.filter(email__iexact=email).exists()
            or addresses.filter(email__iexact=email).exists()
        ):
            raise forms.ValidationError(_("Someone already signs in with this email."))
        return email


def send_password_link(request: HttpRequest, user: User, _answers: Mapping[str, Any]) -> str:
    request_password_reset(request, user.email, [user], default_token_generator)
    return _("A link to set a password has been sent to %(email)s.") % {"email": user.email}


def remove_second_factor(_request: HttpRequest, user: User, _answers: Mapping[str, Any]) -> str:
    remove_factors(user)
    return _("Second factor removed. %(who)s has been notified and signed out.") % {"who": user}


def end_sessions(_request: HttpRequest, user: User, _answers: Mapping[str, Any]) -> str:
    end_all(user)
    return _("%(who)s has been signed out everywhere.") % {"who": user}


@admin.register(User)
class UserAdmin(ObjectActionsAdmin):
    """People. Staff never type a password for anybody; rights are given by superusers alone."""

    form = UserForm
    inlines = (MemberInline,)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    object_actions = (
        ObjectAction(
            name="password-link",
            label=gettext_lazy("Send a link to set a password"),
            run=send_password_link,
            offered=lambda user: user.is_active,
            explanation=gettext_lazy("We email the person a link. It works once."),
        ),
        ObjectAction(
            name="second-factor",
            label=gettext_lazy("Remove the second factor"),
            run=remove_second_factor,
            offered=has_factors,
            explanation=gettext_lazy(
                "For someone who has lost their phone and recovery codes. First make sure "
                "through another channel that the request really comes from them."
            ),
            is_undoing=True,
        ),
        ObjectAction(
            name="sign-out",
            label=gettext_lazy("Sign out everywhere"),
            run=end_sessions,
            offered=lambda user: UserSession.objects.filter(user=user).exists(),
            is_undoing=True,
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        own = (None, {"fields": ("email", "name", "is_active")})
        rights = (_("Staff permissions"), {"fields": RIGHTS})
        dates = (_("Dates"), {"fields": ("last_login", "date_joined")})
        return [own, *([rights] if request.user.is_superuser else []), *([dates] if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Whoever changes where the password link goes could sign in as the person."""
        fields = super().get_readonly_fields(request, obj)
        may_change = obj is None or request.user.has_perm("accounts.change_email")
        return fields if may_change else (*fields, "email")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser touches those who work here: a changed email is a changed owner."""
        return super().has_change_permission(request, obj) and self._is_within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_within_reach(request, obj)

    def _is_within_reach(self, request: HttpRequest, obj: User | None) -> bool:
        return obj is None or bool(request.user.is_superuser) or not has_rights(obj)

    def find_to_run(self, request: HttpRequest, object_id: str, action: ObjectAction) -> User:
        user: User = super().find_to_run(request, object_id, action)
        if not self._is_within_reach(request, user):
            raise PermissionDenied
        return user

    def buttons(self, request: HttpRequest, obj: User) -> Any:
        return super().buttons(request, obj) if self._is_within_reach(request, obj) else []

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change or "email" in form.changed_data:
            set_email(obj)
        if change and "email" in form.changed_data:
            tell_of_new_email(obj, old_email=form.initial["email"])


def has_rights(user: User) -> bool:
    """Whether the person may enter the staff's pages, or could if they were let in."""
    return user.is_staff or user.is_superuser or user.groups.exists()
