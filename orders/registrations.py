"""What orders answer for the rooms below."""

from accounts.gate.ownership import Owned, register_owned
from catalog.showing.cart_summary import register_cart_summary
from orders.cart.summary import summarise
from orders.models import SalesOrder


def register() -> None:
    """Called once, when the app is ready."""
    register_cart_summary(summarise)
    register_owned(Owned(SalesOrder, "number"), "order", "reorder")
