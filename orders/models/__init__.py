from orders.models.approval_rule import ApprovalRule, Budget
from orders.models.calendar_feed import CalendarFeed
from orders.models.cart import Cart, CartLine
from orders.models.estimate import Estimate, EstimateLine, EstimateVersion
from orders.models.goods_return import Return, ReturnCredit, ReturnLine, ReturnReceipt
from orders.models.order_change import OrderChange, OrderChangeLine
from orders.models.order_event import OrderEvent
from orders.models.order_line import Cancellation, OrderInvoiceLine, OrderLine
from orders.models.order_settings import OrderSettings
from orders.models.own_number import OwnNumber
from orders.models.purchase_approval import PurchaseApproval
from orders.models.sales_order import SalesOrder
from orders.models.shipment import Parcel, Shipment, ShipmentLine
from orders.models.shopping_list import ShoppingList, ShoppingListLine

__all__ = [
    "ApprovalRule",
    "Budget",
    "CalendarFeed",
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
    "OwnNumber",
    "Parcel",
    "PurchaseApproval",
    "Return",
    "ReturnCredit",
    "ReturnLine",
    "ReturnReceipt",
    "SalesOrder",
    "Shipment",
    "ShipmentLine",
    "ShoppingList",
    "ShoppingListLine",
]
