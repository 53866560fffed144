"""What orders answer for the rooms below."""

from accounts.gate.ownership import Owned, register_owned
from catalog.showing.cart_summary import register_cart_summary, register_last_bought
from orders.cart.summary import summarise
from orders.models import SalesOrder
from orders.purchases import last_bought


def register() -> None:
    """Called once, when the app is ready."""
    register_cart_summary(summarise)
    register_last_bought(last_bought)
    register_owned(Owned(SalesOrder, "number"), "order", "reorder")
