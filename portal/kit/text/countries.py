"""Countries by their ISO 3166 codes or names."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from babel.core import get_global
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

# Languages whose names of countries are understood, beside the portal's own.
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pl", "pt")
OTHER_NAMES = {
    "czech republic": "CZ",
    "eire": "IE",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "hong kong": "HK",
    "macau": "MO",
    "rsa": "ZA",
    "scotland": "GB",
    "turkey": "TR",
    "uae": "AE",
    "uk": "GB",
    "usa": "US",
    "wales": "GB",
}
# Territories of CLDR with two letters that are no countries.
NONE = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


def country_code(text: str) -> str:
    """The ISO code of a country given by code of two or three letters or by name, or nothing."""
    text = " ".join(text.split())
    if not text:
        return ""
    code = text.upper()
    if code in _names():
        return code
    if len(code) == 3 and code.isalpha():
        found: list[str] = get_global("territory_aliases").get(code, [])
        if len(found) == 1 and found[0] in _names():
            return found[0]
    return _by_name().get(text.casefold(), "")


def country_name(text: str) -> str:
    """The country as an envelope shows it: a name stays as it is written, a code becomes the name
    in the portal's language. Nothing where there is no such country."""
    code = country_code(text)
    is_code = code and len(text.strip()) <= 3
    return _names()[code] if is_code else " ".join(text.split()) if code else ""


def validate_country(text: str) -> None:
    if text and not country_code(text):
        raise ValidationError(
            _("Write the country's name, or its code of two letters."), code="no_country"
        )


class CountryFormField(forms.CharField):
    """A country by name or code; a code becomes the name, as in imports."""

    default_validators = [*forms.CharField.default_validators, validate_country]

    def clean(self, value: str | None) -> str:
        text: str = super().clean(value)
        return country_name(text)


class CountryField(models.CharField):
    """A country's name, as an envelope shows it; every form checks it."""

    default_validators = [validate_country]

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": CountryFormField, **kwargs})


@lru_cache
def _names() -> dict[str, str]:
    found = Locale.parse(settings.LANGUAGE_CODE, sep="-").territories
    return {
        code: name
        for code, name in found.items()
        if len(code) == 2 and code.isalpha() and code not in NONE
    }


@lru_cache
def _by_name() -> dict[str, str]:
    found = dict(OTHER_NAMES)
    for language in dict.fromkeys([settings.LANGUAGE_CODE.split("-")[0], *LANGUAGES]):
        for code, name in Locale.parse(language).territories.items():
            if code in _names():
                found.setdefault(name.casefold(), code)
    return found
