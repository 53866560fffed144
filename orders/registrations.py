"""What orders answer for the rooms below."""

from accounts.gate.ownership import Owned, register_owned
from catalog.showing.cart_summary import register_cart_summary, register_last_bought
from orders import presentation_links, sharing
from orders.cart.summary import summarise
from orders.models import (
    ApprovalRule,
    Budget,
    Estimate,
    OwnNumber,
    Return,
    SalesOrder,
    Shipment,
    ShoppingList,
)
from orders.purchases import last_bought


def register() -> None:
    """Called once, when the app is ready."""
    presentation_links.register()
    register_cart_summary(summarise)
    register_last_bought(last_bought)
    register_owned(Owned(SalesOrder, "number"), "order", "reorder", "order-link")
    register_owned(Owned(SalesOrder, "number"), "order-approval", "order-return")
    register_owned(Owned(SalesOrder, "number"), "order-change", "order-cancellation")
    register_owned(Owned(ApprovalRule, "pk"), "approval-rule")
    register_owned(Owned(Budget, "pk"), "budget")
    register_owned(Owned(OwnNumber, "pk"), "own-number")
    register_owned(Owned(ShoppingList, "pk"), "shopping-list")
    register_owned(Owned(Estimate, "number"), "estimate", "estimate-acceptance")
    register_owned(Owned(Estimate, "number"), "estimate-refusal", "estimate-renewal")
    register_owned(Owned(Estimate, "number"), "signed-estimate")
    register_owned(Owned(Shipment, "number"), "packing-slip")
    register_owned(Owned(SalesOrder, "number"), "goods-return")
    register_owned(Owned(Return, "number"), "return", "return-slip")
    sharing.register()
