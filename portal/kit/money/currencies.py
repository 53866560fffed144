"""Money: an exact amount in one currency. The only arithmetic on money in the project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

# Minor units by ISO 4217; every currency not named here has two decimals.
# `billing/sql/currency.sql` holds the same lists, and a test compares them.
NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
THREE_DECIMALS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())  # noqa: SIM905


class CurrencyMismatch(TypeError):
    """Amounts in different currencies were added, subtracted or compared."""


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


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency, always at its minor unit.

    `Money(Decimal("1.005"), "EUR")` is 1.01 EUR. Floats raise TypeError; arithmetic between
    two currencies raises CurrencyMismatch.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", quantise(self.amount, self.currency))

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(Decimal(0), currency)

    @classmethod
    def sum(cls, items: Iterable[Money], currency: str) -> Money:
        """The total of `items`, which must all be in `currency`; zero when there are none."""
        total = cls.zero(currency)
        for item in items:
            total += item
        return total

    @classmethod
    def from_minor(cls, units: int, currency: str) -> Money:
        """From a whole number of minor units (cents), as card processors count."""
        return cls(Decimal(units).scaleb(-exponent(currency)), currency)

    @property
    def minor(self) -> int:
        """The amount as a whole number of minor units."""
        return int(self.amount.scaleb(exponent(self.currency)))

    def _same(self, other: Money) -> Decimal:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not mix.")
        return other.amount

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        if isinstance(factor, float):
            raise TypeError("Money is never multiplied by a float.")
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def split(self, weights: Sequence[int | Decimal]) -> list[Money]:
        """Shares in proportion to `weights` that add up to this amount exactly.

        Minor units left over by rounding down go, one each, to the largest remainders, the
        earlier share first. Raises ValueError unless some weight is positive and none negative.
        """
        total = sum(Decimal(weight) for weight in weights)
        if total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("Weights must not be negative and must not all be zero.")
        sign = -1 if self.amount < 0 else 1
        units = abs(self.minor)
        exact = [units * Decimal(weight) / total for weight in weights]
        shares = [int(share) for share in exact]
        by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
        for i in by_remainder[: units - sum(shares)]:
            shares[i] += 1
        return [Money.from_minor(sign * share, self.currency) for share in shares]
