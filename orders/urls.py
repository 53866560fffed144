from django.urls import path

from orders.views import purchases

app_name = "orders"

urlpatterns = [path("shop/again/", purchases.purchase_list, name="purchase-list")]
