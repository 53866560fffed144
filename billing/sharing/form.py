from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kit.text.names import validate_person_name


class ShareForm(forms.Form):
    """For whom a link is; with an email it is sent there."""

    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, validators=[validate_person_name]
    )
    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        required=False,
        help_text=_("Left empty, nothing is sent: you copy the link yourself."),
    )
