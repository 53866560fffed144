"""Naming a saved view of a list."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import SavedView


class ViewNameForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ["name"]
        labels = {"name": pgettext_lazy("saved view", "Name")}
        error_messages = {"name": {"required": _("Give the view a name.")}}


class NewViewForm(ViewNameForm):
    """A new view: its name, and the list and parameters that the page sends along."""

    list = forms.CharField(max_length=40, widget=forms.HiddenInput)
    query = forms.CharField(max_length=1000, widget=forms.HiddenInput)
    next = forms.CharField(max_length=500, widget=forms.HiddenInput)
