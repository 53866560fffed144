from orders.models.cart import Cart, CartLine
from orders.models.estimate import Estimate, EstimateLine, EstimateVersion
from orders.models.order_event import OrderEvent
from orders.models.order_line import Cancellation, OrderInvoiceLine, OrderLine
from orders.models.order_settings import OrderSettings
from orders.models.sales_order import SalesOrder
from orders.models.shipment import Parcel, Shipment, ShipmentLine

__all__ = [
    "Cancellation",
    "Cart",
    "CartLine",
    "Estimate",
    "EstimateLine",
    "EstimateVersion",
    "OrderEvent",
    "OrderInvoiceLine",
    "OrderLine",
    "OrderSettings",
    "Parcel",
    "SalesOrder",
    "Shipment",
    "ShipmentLine",
]
