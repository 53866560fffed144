"""What members and visitors fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import Application, Membership, Role, User
from accounts.people import roles_to_give


class InvitationForm(forms.Form):
    """Whom to invite, as what. `by` limits the roles to those this member may give."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=(), initial=Role.VIEWER)

    def __init__(self, *args: Any, by: Membership | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_roles(self, by)


class PlaceForm(forms.Form):
    """A member's role."""

    role = forms.ChoiceField(label=_("Role"), choices=())
    includes_subsidiaries = forms.BooleanField(
        label=_("Also for the companies below this one"), required=False
    )

    def __init__(self, *args: Any, by: Membership | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_roles(self, by)


def _offer_roles(form: forms.Form, by: Membership | None) -> None:
    roles = form.fields["role"]
    assert isinstance(roles, forms.ChoiceField)  # noqa: S101 - tells the type checker
    roles.choices = [(role.value, role.label) for role in roles_to_give(by)]


class ApplicationForm(forms.ModelForm):
    class Meta:
        model = Application
        fields = ("name", "email", "company", "message")
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "name": _("Your name"),
            "email": _("Your e-mail at work"),
            "message": _("Anything we should know"),
        }


class NewPasswordForm(forms.Form):
    """A first password for a person who is not there yet."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; a short sentence is easy to keep."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self._email, name=self.data.get("name", "")))
        return password


class NewPersonForm(NewPasswordForm):
    """A name and a first password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "password")
