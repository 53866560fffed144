"""The staff's admin, behind allauth's sign-in so that its rate limits hold there too."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class StaffSite(admin.AdminSite):
    site_header = _("Foyer staff")
    site_title = _("Foyer staff")
    index_title = _("What would you like to do?")
    site_url = "/"

    login = secure_admin_login(admin.AdminSite.login)
