from orders.admin import (
    change_request,
    estimate,
    goods_return,
    order_settings,
    sales_order,
    shipment,
)

__all__ = [
    "change_request",
    "estimate",
    "goods_return",
    "order_settings",
    "sales_order",
    "shipment",
]
