from django.contrib.admin import apps


class StaffAdminConfig(apps.AdminConfig):
    default_site = "portal.staff_site.StaffSite"
