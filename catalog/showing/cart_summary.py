"""What a page of the shop tells of the cart, without knowing orders: they register who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.models import Customer, User
from catalog.models import Presentation


@dataclass(frozen=True, slots=True)
class CartSummary:
    """So many lines, net. `minimum` is the presentation's, where it is in the same currency;
    `quantities` are by variant."""

    lines: int
    net: Decimal
    currency: str
    minimum: Decimal | None = None
    quantities: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def missing(self) -> Decimal:
        """What is missing to the minimum."""
        return max((self.minimum or Decimal(0)) - self.net, Decimal(0))


Summarise = Callable[[Customer, User, Presentation | None, date], CartSummary]
_summarise: list[Summarise] = []


def register_cart_summary(summarise: Summarise) -> None:
    """Called once, by orders."""
    _summarise.append(summarise)


def cart_summary(
    customer: Customer, user: User, presentation: Presentation | None, *, today: date
) -> CartSummary | None:
    """This person's cart for the presentation or, without one, for the shop; None where nobody
    takes orders."""
    for summarise in _summarise:
        return summarise(customer, user, presentation, today)
    return None
