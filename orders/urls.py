from django.urls import path

from orders.views import (
    approvals,
    calendar_feeds,
    cart,
    cart_lines,
    checkout,
    estimates,
    order_changes,
    orders,
    own_numbers,
    presentation_links,
    purchases,
    quick_order,
    shopping_lists,
)

app_name = "orders"

urlpatterns = [
    path("shop/again/", purchases.purchase_list, name="purchase-list"),
    path("shop/quick/", quick_order.quick_order_new, name="quick-order-new"),
    path(
        "shop/<str:code>/share/",
        presentation_links.presentation_link_new,
        name="presentation-link-new",
    ),
    path("shop/numbers/", own_numbers.own_number_list, name="own-number-list"),
    path("shop/numbers/<int:pk>/remove/", own_numbers.own_number_delete, name="own-number-delete"),
    path("lists/", shopping_lists.shopping_list_list, name="shopping-list-list"),
    path("lists/new/", shopping_lists.shopping_list_new, name="shopping-list-new"),
    path("lists/<int:pk>/", shopping_lists.shopping_list_detail, name="shopping-list-detail"),
    path(
        "lists/<int:pk>/delete/", shopping_lists.shopping_list_delete, name="shopping-list-delete"
    ),
    path("calendar/", calendar_feeds.calendar_feed_new, name="calendar-feed-new"),
    path("calendar/revoke/", calendar_feeds.calendar_feed_delete, name="calendar-feed-delete"),
    path("calendar/<str:secret>.ics", calendar_feeds.calendar_detail, name="calendar-detail"),
    path("cart/", cart.cart_detail, name="cart-detail"),
    path("cart/add/", cart.cart_line_new, name="cart-line-new"),
    path("cart/add/page/", cart_lines.cart_lines_new, name="cart-lines-new"),
    path("cart/check/", checkout.order_new, name="order-new"),
    path("cart/estimate/", estimates.estimate_request_new, name="estimate-request-new"),
    path("estimates/", estimates.estimate_list, name="estimate-list"),
    path("estimates/<str:number>/", estimates.estimate_detail, name="estimate-detail"),
    path("estimates/<str:number>/pdf/", estimates.estimate_pdf, name="estimate-pdf"),
    path(
        "estimates/<str:number>/accept/",
        estimates.estimate_acceptance_new,
        name="estimate-acceptance-new",
    ),
    path(
        "estimates/<str:number>/decline/",
        estimates.estimate_refusal_new,
        name="estimate-refusal-new",
    ),
    path(
        "estimates/<str:number>/renew/",
        estimates.estimate_renewal_new,
        name="estimate-renewal-new",
    ),
    path("orders/", orders.order_list, name="order-list"),
    path("orders/<str:number>/", orders.order_detail, name="order-detail"),
    path("orders/<str:number>/pdf/", orders.order_pdf, name="order-pdf"),
    path("orders/<str:number>/share/", orders.order_link_new, name="order-link-new"),
    path("orders/<str:number>/approval/", approvals.order_approval_new, name="order-approval-new"),
    path("orders/<str:number>/change/", order_changes.order_change_new, name="order-change-new"),
    path(
        "orders/<str:number>/change/withdraw/",
        order_changes.order_change_delete,
        name="order-change-delete",
    ),
    path(
        "orders/<str:number>/cancel/",
        order_changes.order_cancellation_new,
        name="order-cancellation-new",
    ),
    path("orders/<str:number>/take-back/", approvals.order_return_new, name="order-return-new"),
    path("company/approvals/", approvals.approval_rule_list, name="approval-rule-list"),
    path("company/approvals/new/", approvals.approval_rule_new, name="approval-rule-new"),
    path("company/approvals/<int:pk>/", approvals.approval_rule_edit, name="approval-rule-edit"),
    path(
        "company/approvals/<int:pk>/remove/",
        approvals.approval_rule_delete,
        name="approval-rule-delete",
    ),
    path("company/budgets/new/", approvals.budget_new, name="budget-new"),
    path("company/budgets/<int:pk>/", approvals.budget_edit, name="budget-edit"),
    path("company/budgets/<int:pk>/remove/", approvals.budget_delete, name="budget-delete"),
    path("shipments/<str:number>/pdf/", orders.packing_slip_pdf, name="packing-slip-pdf"),
    path("orders/<str:number>/reorder/", orders.reorder_new, name="reorder-new"),
]
