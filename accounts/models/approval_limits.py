"""Above which amounts a second person is needed: `EUR 1000, USD 1200`, or nothing."""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import list_currencies
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LIMIT = re.compile(r"([A-Z]{3})\s*(\d{1,15}(?:\.\d{1,3})?)")


def parse_limits(text: str) -> dict[str, Decimal]:
    """The amount by currency. Raises ValidationError for anything else than pairs of a currency
    and an amount, separated by commas."""
    limits: dict[str, Decimal] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        found = LIMIT.fullmatch(part.upper())
        if found is None or found[1] not in list_currencies():
            raise ValidationError(
                _("“%(part)s” is not a currency and amount, such as EUR 1000."),
                params={"part": part},
            )
        if found[1] in limits:
            raise ValidationError(_("%(currency)s appears twice."), params={"currency": found[1]})
        limits[found[1]] = Decimal(found[2])
    return limits


def validate_limits(text: str) -> None:
    parse_limits(text)


def is_above(text: str, amount: Decimal, currency: str) -> bool:
    """Whether `amount` is more than the limits allow one person. Without limits nothing is; with
    some, every amount in a currency that has none."""
    limits = parse_limits(text)
    return bool(limits) and amount > limits.get(currency, Decimal(0))
