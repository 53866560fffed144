from orders.admin import estimate, order_settings, sales_order, shipment

__all__ = ["estimate", "order_settings", "sales_order", "shipment"]
