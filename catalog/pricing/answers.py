"""The shapes of a question about prices and of its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum

from portal.kit.money.currencies import quantise


class Source(IntEnum):
    """Who may say a price, in the order they are asked."""

    CONTRACT = 1
    PRESENTATION = 2
    LIST = 3
    DEFAULT = 4


class Outcome(StrEnum):
    """What came of asking a source."""

    USED = "used"
    # It has the variant, but only from more on.
    TOO_FEW = "too_few"
    NO_PRICE = "no_price"
    # A source before it has answered.
    NOT_ASKED = "not_asked"
    # A contract whose days are over, or have not come.
    OTHER_DAYS = "other_days"


@dataclass(frozen=True, slots=True)
class PricedLine:
    """So much of a variant, in the product's unit."""

    variant_id: int
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Rung:
    """From `quantity` on, `unit` each; `base` is the price before a discount."""

    quantity: Decimal
    unit: Decimal
    base: Decimal
    reference: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """All the rungs of one source for one variant, lowest quantity first."""

    source: Source
    name: str
    rungs: tuple[Rung, ...]
    position: int = 0

    def rung_at(self, quantity: Decimal) -> Rung | None:
        """The deepest rung that `quantity` reaches."""
        reached = [rung for rung in self.rungs if rung.quantity <= quantity]
        return reached[-1] if reached else None

    def rung_after(self, quantity: Decimal) -> Rung | None:
        """The next rung that costs less each than what `quantity` has reached."""
        now = self.rung_at(quantity)
        later = (rung for rung in self.rungs if rung.quantity > quantity)
        return next((rung for rung in later if now is None or rung.unit < now.unit), None)


@dataclass(frozen=True, slots=True)
class Step:
    """A source that was looked at, and what came of it. `unit` is what it would have asked."""

    source: Source
    name: str
    outcome: Outcome
    reference: str = ""
    unit: Decimal | None = None
    from_quantity: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class PriceAnswer:
    """What `quantity` of a variant costs one customer on one day, net and in `currency`.

    `ladder` is None where nobody has a price, `rung` where the ladder begins above the quantity.
    """

    variant_id: int
    quantity: Decimal
    currency: str
    ladder: Ladder | None
    rung: Rung | None
    next_rung: Rung | None
    discount_percent: Decimal = Decimal(0)
    steps: tuple[Step, ...] = ()

    @property
    def is_on_request(self) -> bool:
        """Nobody has a price for the variant, at any quantity."""
        return self.ladder is None

    @property
    def unit(self) -> Decimal | None:
        return self.rung.unit if self.rung else None

    @property
    def net(self) -> Decimal | None:
        """Quantity times unit price, rounded once to the minor unit of the currency."""
        return quantise(self.quantity * self.rung.unit, self.currency) if self.rung else None

    @property
    def missing(self) -> Decimal | None:
        """How many more reach the next rung."""
        return self.next_rung.quantity - self.quantity if self.next_rung else None
