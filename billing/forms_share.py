import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ADDRESS = re.compile(r"[/@<>]|www\.|\.[a-z]{2,}\b(?=\S)", re.IGNORECASE)


def validate_name(name: str) -> None:
    """No address in what a mail in our name greets a stranger with."""
    if ADDRESS.search(name):
        raise ValidationError(_("Please write a name, without addresses."))


class ShareForm(forms.Form):
    """For whom a link is; with an e-mail it is sent there."""

    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, validators=[validate_name]
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        help_text=_("Left empty, nothing is sent: you copy the link yourself."),
    )
