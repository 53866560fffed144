"""allauth's forms in the portal's words: sentence case, labels instead of sample texts."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EMAIL = _("Email")
NEW_PASSWORD = _("New password")
AGAIN = _("New password, once more")
DIGITS = _("Six digits from the app")
CODE = pgettext_lazy("sign-in", "Code")


class OurWords(forms.Form):
    """Names the fields by `labels`, drops sample texts, and puts the cursor into the first."""

    labels: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            self.fields[name].label = label
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True


class LoginForm(OurWords, account.LoginForm):
    """Says how long one is remembered. After a refusal the cursor is where one types anew."""

    labels: ClassVar = {"login": EMAIL, "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = settings.SESSION_COOKIE_AGE // 86400
        self.fields["remember"].label = _("Keep me signed in on this device for %d days") % days
        if self.is_bound:
            del self.fields["login"].widget.attrs["autofocus"]
            self.fields["password"].widget.attrs["autofocus"] = True


class RequestCodeForm(OurWords, account.RequestLoginCodeForm):
    labels: ClassVar = {"email": EMAIL}


class ConfirmCodeForm(OurWords, account.ConfirmLoginCodeForm):
    labels: ClassVar = {"code": CODE}


class ConfirmEmailForm(OurWords, account.ConfirmEmailVerificationCodeForm):
    labels: ClassVar = {"code": CODE}


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    labels: ClassVar = {"email": EMAIL}


class ResetPasswordKeyForm(OurWords, account.ResetPasswordKeyForm):
    labels: ClassVar = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ChangePasswordForm(OurWords, account.ChangePasswordForm):
    labels: ClassVar = {
        "oldpassword": _("Current password"),
        "password1": NEW_PASSWORD,
        "password2": AGAIN,
    }


class SetPasswordForm(OurWords, account.SetPasswordForm):
    labels: ClassVar = {"password1": NEW_PASSWORD, "password2": AGAIN}


class ReauthenticateForm(OurWords, account.ReauthenticateForm):
    labels: ClassVar = {"password": _("Password")}


class NewEmailForm(OurWords, account.AddEmailForm):
    labels: ClassVar = {"email": _("New email address")}


class SecondFactorForm(OurWords, second_factor.AuthenticateForm):
    labels: ClassVar = {"code": CODE}


class SecondFactorAgainForm(OurWords, second_factor.ReauthenticateForm):
    labels: ClassVar = {"code": _("Code from your app, or a recovery code")}


class AuthenticatorForm(OurWords, ActivateTOTPForm):
    labels: ClassVar = {"code": DIGITS}


class PasskeyNameForm(OurWords, EditWebAuthnForm):
    labels: ClassVar = {"name": _("Name")}


class PasskeyForm(OurWords, AddWebAuthnForm):
    """A passkey signs in by itself unless one says otherwise."""

    labels: ClassVar = {"name": _("Name"), "passwordless": _("Sign me in without a password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _(
            "A name you will recognize, such as “Laptop” or “Blue key”."
        )
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = True
