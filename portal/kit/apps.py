from django import forms
from django.apps import AppConfig

from portal.kit.characters import validate_text


class KitConfig(AppConfig):
    name = "portal.kit"
    label = "kit"

    def ready(self) -> None:
        """Every text of every form, the admin's and allauth's too, asks the one rule of which
        characters a text may hold. Django itself refuses only the null character."""
        forms.CharField.default_validators = [validate_text]
