"""Django's `createsuperuser`, whose person can sign in at once."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from accounts.membership.people import set_email
from accounts.models import User
from portal.kit.commands import InOneStyle


class Command(InOneStyle, createsuperuser.Command):
    help = "Make an administrator who can sign in at once: their email counts as confirmed."
    examples = ("createsuperuser", "createsuperuser --email owner@example.com")
    exit_codes = {0: "made", 1: "not made, or called off"}
    writes = True
    instead_of_dry_run = "it asks before it makes one person."

    def handle(self, *args: Any, **options: Any) -> None:
        """Whoever runs commands here needs no mail to prove an address; the first administrator
        must get in before mail is set up."""
        super().handle(*args, **options)
        for user in User.objects.filter(is_superuser=True, emailaddress=None):
            set_email(user)
