"""Django's `createsuperuser`, whose person can sign in at once."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from accounts.membership.people import set_email
from accounts.models import User


class Command(createsuperuser.Command):
    help = "Make an administrator who can sign in at once: their email counts as confirmed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Whoever runs commands here needs no mail to prove an address; the first administrator
        must get in before mail is set up."""
        super().handle(*args, **options)
        for user in User.objects.filter(is_superuser=True, emailaddress=None):
            set_email(user)
