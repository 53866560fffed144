"""Which room answers which address. No view is named here."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("portal.front.urls")),
    path("", include("billing.urls")),
    path("", include("orders.urls")),
    path("", include("support.urls")),
    path("", include("catalog.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("staff/", admin.site.urls),
]

handler400 = "portal.front.errors.bad_request"
handler403 = "portal.front.errors.permission_denied"
handler404 = "portal.front.errors.page_not_found"
handler500 = "portal.front.errors.server_error"
