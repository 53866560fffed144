from django.urls import path

from accounts.views import switch

app_name = "accounts"

urlpatterns = [
    path("company/switch/", switch.switch_new, name="switch-new"),
]
