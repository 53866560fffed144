"""Django's `migrate`, run as the owner of the tables and followed by the application's grants."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate

from portal.kit.db.roles import as_owner, grant_to_application, grant_to_portal, has_own_owner


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
            call_command("createcachetable", verbosity=0)
            if has_own_owner():
                grant_to_application()
            grant_to_portal()
