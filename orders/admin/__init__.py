from orders.admin import order_settings, sales_order, shipment

__all__ = ["order_settings", "sales_order", "shipment"]
