"""What a customer says to an offer."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Address, Customer
from portal.kit.text.characters import validate_text
from portal.kit.web.forms import set_choices


class RequestForm(forms.Form):
    """What to say with a request for an estimate."""

    use_required_attribute = False
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label=_("What do you need?"),
        max_length=2000,
        required=False,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Such as the day you need it by, or the price you have in mind."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4()

    def clean_key(self) -> UUID:
        key: UUID | None = self.cleaned_data["key"]
        return key or uuid4()


class AcceptForm(forms.Form):
    """The customer's signature. `version` is the one they looked at."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    po_number = forms.CharField(
        label=_("PO number"), max_length=100, required=False, validators=[validate_text]
    )
    ship_to = forms.ChoiceField(label=_("Ship to"), required=False)
    signed_name = forms.CharField(
        label=_("Your full name, as a signature"), max_length=150, validators=[validate_text]
    )
    agreed = forms.BooleanField()

    def __init__(self, *args: Any, customer: Customer, po_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses = {
            str(one.pk): one for one in customer.addresses.filter(kind=Address.Kind.SHIPPING)
        }
        set_choices(
            self, "ship_to", [(key, ", ".join(one.lines)) for key, one in self._addresses.items()]
        )
        if not self._addresses:
            del self.fields["ship_to"]
        self.fields["po_number"].required = po_required
        sentence = _("I may order for %(company)s.") % {"company": customer.name}
        self.fields["agreed"].label = sentence

    @property
    def ship_to_text(self) -> str:
        """The address that was chosen, line by line."""
        chosen = self._addresses.get(self.cleaned_data.get("ship_to", ""))
        return "\n".join(chosen.lines) if chosen else ""


class DeclineForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=pgettext_lazy("estimate", "Why not?"),
        max_length=2000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("We read it and can send you another offer."),
    )
