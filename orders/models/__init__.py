from orders.models.approval_rule import ApprovalRule, Budget
from orders.models.cart import Cart, CartLine
from orders.models.estimate import Estimate, EstimateLine, EstimateVersion
from orders.models.order_change import OrderChange, OrderChangeLine
from orders.models.order_event import OrderEvent
from orders.models.order_line import Cancellation, OrderInvoiceLine, OrderLine
from orders.models.order_settings import OrderSettings
from orders.models.purchase_approval import PurchaseApproval
from orders.models.sales_order import SalesOrder
from orders.models.shipment import Parcel, Shipment, ShipmentLine

__all__ = [
    "ApprovalRule",
    "Budget",
    "Cancellation",
    "Cart",
    "CartLine",
    "Estimate",
    "EstimateLine",
    "EstimateVersion",
    "OrderChange",
    "OrderChangeLine",
    "OrderEvent",
    "OrderInvoiceLine",
    "OrderLine",
    "OrderSettings",
    "Parcel",
    "PurchaseApproval",
    "SalesOrder",
    "Shipment",
    "ShipmentLine",
]
