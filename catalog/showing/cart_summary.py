"""What a page of the shop tells of the cart and of what was bought, without knowing orders: they
register who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.models import Customer, User
from catalog.models import Presentation, Product


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


@dataclass(frozen=True, slots=True)
class LastBought:
    """When a product was bought last, and what was paid each."""

    on: date
    sku: str
    quantity: Decimal
    unit_price: Decimal
    currency: str
    invoice: str


LookUp = Callable[[Customer, Product], LastBought | None]
_last_bought: list[LookUp] = []


def register_last_bought(look_up: LookUp) -> None:
    """Called once, by orders."""
    _last_bought.append(look_up)


def last_bought(customer: Customer, product: Product) -> LastBought | None:
    """The company's last purchase of any variant."""
    for look_up in _last_bought:
        return look_up(customer, product)
    return None


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
