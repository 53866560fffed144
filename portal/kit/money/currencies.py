"""Currencies and their minor units. An amount is a Decimal in the currency of its account, always
at its minor unit; the ledger's composite keys keep two currencies apart."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# Minor units by ISO 4217; every currency not named here has two decimals.
# `billing/sql/0002_currency.sql` holds the same lists, and a test compares them.
NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())  # noqa: SIM905


def exponent(currency: str) -> int:
    """How many decimals the currency's minor unit has: 0, 2 or 3."""
    if currency in NO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


@lru_cache(maxsize=64)
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of the currency: `Decimal("0.01")` for EUR, `Decimal("1")` for JPY."""
    return Decimal(1).scaleb(-exponent(currency))


def quantise(amount: Decimal | int, currency: str) -> Decimal:
    """`amount` rounded half up to the currency's minor unit. Refuses floats with TypeError."""
    if isinstance(amount, float):
        raise TypeError("Money is never a float.")
    rounded = Decimal(amount).quantize(minor_unit(currency), rounding=ROUND_HALF_UP)
    return rounded or abs(rounded)  # never a negative zero
