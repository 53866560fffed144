from django.contrib.admin import apps, site


class StaffAdminConfig(apps.AdminConfig):
    default_site = "portal.staff.site.StaffSite"

    def ready(self) -> None:
        """The queue has no pages here: its jobs name people and documents that whoever may look
        at jobs may have no right to see. Operators read it in the database."""
        from procrastinate.contrib.django import models  # noqa: PLC0415 - models are there only now

        super().ready()
        from portal.staff.bulk.list_actions import add_to_list_of_customers  # noqa: PLC0415

        add_to_list_of_customers()
        site.unregister(models.ProcrastinateJob)
