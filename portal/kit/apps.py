from django import forms
from django.apps import AppConfig

from portal.kit.text import translations
from portal.kit.text.characters import validate_text


class KitConfig(AppConfig):
    name = "portal.kit"
    label = "kit"

    def ready(self) -> None:
        """Every text of every form, the admin's and allauth's too, asks the one rule of which
        characters a text may hold. Django itself refuses only the null character, and its email
        rule lets others through between quotation marks."""
        translations.install()
        forms.CharField.default_validators = [validate_text]
        # These have validators of their own, which would take the place of the one above.
        for field in (forms.EmailField, forms.URLField, forms.SlugField):
            field.default_validators = [*field.default_validators, validate_text]
