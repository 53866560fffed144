"""Model fields for money."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kit.money.choices import is_money


class AmountField(models.DecimalField):
    """A money amount in the currency of its row: PostgreSQL `numeric` without a fixed scale,
    so that a yen keeps no decimals and a dinar keeps three."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 20)
        kwargs.setdefault("decimal_places", 3)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "numeric"


def validate_currency(code: str) -> None:
    """Raises ValidationError for what people do not pay with: test codes, metals, slips."""
    if not is_money(code):
        raise ValidationError(_("Enter an ISO 4217 code, such as GBP."), code="no_currency")


class CurrencyField(models.CharField):
    """The ISO 4217 code of a currency that people pay with; every form checks it."""

    default_validators = [validate_currency]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 3)
        super().__init__(*args, **kwargs)
