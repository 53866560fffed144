"""What orders answer for the rooms below."""

from accounts.gate.ownership import Owned, register_owned
from orders.models import SalesOrder


def register() -> None:
    """Called once, when the app is ready."""
    register_owned(Owned(SalesOrder, "number"), "order", "reorder")
