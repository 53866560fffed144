"""What members and visitors fill in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.company.changes import ADDRESS_FIELDS
from accounts.company.editable_sections import PARTS
from accounts.company.tax_id import is_tax_id
from accounts.membership.people import roles_to_give
from accounts.models import AccessRequest, Address, ContactPerson, Customer, Membership, Role, User
from portal.kit.text.names import validate_person_name


class InvitationForm(forms.Form):
    """Whom to invite into `customer`, as what. `by` limits the roles to those this member may
    give."""

    email = forms.EmailField(label=_("Email"), max_length=254)
    name = forms.CharField(
        label=_("Name"), max_length=150, required=False, validators=[validate_person_name]
    )
    role = forms.ChoiceField(label=_("Role"), choices=(), initial=Role.VIEWER)

    def __init__(
        self, *args: Any, by: Membership | None, customer: Customer, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer_roles(self, by, customer)


class MembershipForm(forms.Form):
    """A member's role."""

    role = forms.ChoiceField(label=_("Role"), choices=())
    includes_subsidiaries = forms.BooleanField(
        label=_("Also for this company's subsidiaries"), required=False
    )

    def __init__(
        self, *args: Any, by: Membership | None, customer: Customer, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _offer_roles(self, by, customer)


def _offer_roles(form: forms.Form, by: Membership | None, customer: Customer) -> None:
    roles = form.fields["role"]
    assert isinstance(roles, forms.ChoiceField)  # noqa: S101 - tells the type checker
    roles.choices = [(role.value, role.label) for role in roles_to_give(by, customer)]


class AccessRequestForm(forms.ModelForm):
    class Meta:
        model = AccessRequest
        fields = ("name", "email", "company", "message")
        widgets = {"message": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "name": _("Your name"),
            "email": _("Work email"),
            "message": _("Anything we should know"),
        }


class NewPasswordForm(forms.Form):
    """A first password for a person who is not there yet."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A short sentence is easy to remember."),
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
        validators=[validate_person_name],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "password")


class CompanyForm(forms.ModelForm):
    """A company's details. What stands on legal documents may become a request."""

    class Meta:
        model = Customer
        fields = ("name", "tax_id", "email", "phone", "language", "statement_frequency")
        widgets = {"language": forms.Select()}

    def __init__(self, *args: Any, fixed: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of emails and documents"),
            required=False,
            choices=[("", _("The portal's default")), *settings.LANGUAGES],
        )
        self.fields["tax_id"].label = _("Tax ID")
        self.fields["statement_frequency"].label = _("Statements by email")
        for part in fixed:
            for field in PARTS.get(part, ()):
                del self.fields[field]

    def clean_tax_id(self) -> str:
        tax_id: str = " ".join(self.cleaned_data["tax_id"].split())
        if tax_id != self.instance.tax_id and not is_tax_id(tax_id):
            raise forms.ValidationError(
                _("This is not a valid tax ID for the country it begins with.")
            )
        return tax_id


class AddressForm(forms.ModelForm):
    class Meta:
        model = Address
        fields = ("kind", *ADDRESS_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in ("line1", "city", "country"):
            self.fields[field].required = True
        if self.instance.pk:
            del self.fields["kind"]


class ContactForm(forms.ModelForm):
    class Meta:
        model = ContactPerson
        fields = (
            "name",
            "position",
            "email",
            "phone",
            "is_primary",
            "receives_statements",
            "receives_payment_notices",
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        wants_mail = values.get("receives_statements") or values.get("receives_payment_notices")
        if wants_mail and not values.get("email"):
            self.add_error("email", _("Where should the mail go?"))
        return values
