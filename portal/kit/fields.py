"""Model fields for money."""

from typing import Any

from django.db import models


class AmountField(models.DecimalField):
    """A money amount in the currency of its row: PostgreSQL `numeric` without a fixed scale,
    so that a yen keeps no decimals and a dinar keeps three."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 20)
        kwargs.setdefault("decimal_places", 3)
        super().__init__(*args, **kwargs)

    def db_type(self, connection: Any) -> str:
        return "numeric"


class CurrencyField(models.CharField):
    """An ISO 4217 code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 3)
        super().__init__(*args, **kwargs)
