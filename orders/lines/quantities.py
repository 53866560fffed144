"""A quantity as people type it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from catalog.models.bounds import LEAST_QUANTITY, MAX_QUANTITY

MAX_DECIMALS = 3
MAX_LENGTH = 20


def quantity_of(text: str) -> Decimal | None:
    """The quantity somebody typed, between 0.001 and 999,999.999 with at most three decimals; None
    for anything else. Full-width digits are digits, a comma before the last digits is a point."""
    text = "".join(text.split())
    if not text or len(text) > MAX_LENGTH:
        return None
    if "," in text and "." not in text:
        whole, _, rest = text.rpartition(",")
        text = f"{whole}{rest}" if len(rest) == MAX_DECIMALS and whole else f"{whole}.{rest}"
    text = text.replace(",", "")
    if not all(one.isdecimal() or one == "." for one in text):
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not LEAST_QUANTITY <= value <= MAX_QUANTITY or _decimals(value) > MAX_DECIMALS:
        return None
    return value


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else MAX_DECIMALS + 1
