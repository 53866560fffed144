"""The cart in a line, for the pages of the shop."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts.models import Customer, User
from catalog.models import Presentation
from catalog.showing.cart_summary import CartSummary
from orders.cart.contents import cart_of, contents_of


def summarise(
    customer: Customer, user: User, presentation: Presentation | None, today: date
) -> CartSummary:
    """Two statements for an empty cart, nine for any other."""
    currency, minimum = customer.currency, None
    if presentation is not None and presentation.minimum_currency == currency:
        minimum = presentation.minimum_amount
    cart = cart_of(customer, user, presentation)
    if cart is None or not cart.lines.exists():
        return CartSummary(0, Decimal(0), currency, minimum)
    contents = contents_of(customer, user, today=today, presentation=presentation)
    return CartSummary(
        len(contents.lines),
        contents.totals.net,
        currency,
        minimum,
        {one.line.variant_id: one.line.quantity for one in contents.lines},
    )
