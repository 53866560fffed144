"""Days that a person may mean: what lies outside is a slip of the keyboard, such as year 21."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
OUT_OF_RANGE = _("Enter a date between 1900 and 2199.")


def is_likely(day: date) -> bool:
    """Whether the day lies in the years the portal works with."""
    return FIRST_DAY <= day <= LAST_DAY


def validate_day(day: date) -> None:
    """Raise ValidationError for a day outside 1900 to 2199."""
    if not is_likely(day):
        raise ValidationError(OUT_OF_RANGE, code="out_of_range")


class DayField(forms.DateField):
    """A date as browsers send it, between 1900 and 2199. Everything else gets a sentence."""

    default_validators = [validate_day]

    def __init__(self, **options: Any) -> None:
        limits = {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        options.setdefault(
            "widget", forms.DateInput(attrs={"type": "date", **limits}, format="%Y-%m-%d")
        )
        options.setdefault("input_formats", ["%Y-%m-%d"])
        options["error_messages"] = {
            "invalid": _("Enter the date as year-month-day, such as 2026-01-31."),
            **options.get("error_messages", {}),
        }
        super().__init__(**options)
