"""The page that answers: why can this person not see or do this?"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Verb
from accounts.diagnosis import explain
from accounts.models import Customer, User


class QuestionForm(forms.Form):
    """Who, what, and perhaps which document."""

    email = forms.CharField(label=_("Person's email"), max_length=254)
    verb = forms.ChoiceField(label=_("What they want to do"), choices=Verb.choices)
    document = forms.CharField(
        label=_("Document"),
        max_length=40,
        required=False,
        help_text=_("Its number, if this is about one document."),
    )

    sku = forms.CharField(
        label=_("Product"), max_length=64, required=False, help_text=_("Its SKU, if it is one.")
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self.person = User.objects.filter(email__iexact=email.strip()).first()
        if self.person is None:
            raise forms.ValidationError(_("No one signs in with this email."))
        return email


def answer(customer: Customer, form: QuestionForm) -> dict[str, Any]:
    """The rules one by one and what follows from them; nothing while the question is incomplete."""
    if not form.is_valid() or form.person is None:
        return {}
    verb, document = Verb(form.cleaned_data["verb"]), form.cleaned_data["document"].strip()
    sku = form.cleaned_data["sku"].strip()
    rules = explain(form.person, verb, customer, document=document, sku=sku)
    return {"rules": rules, "may": all(rule.holds for rule in rules)}
