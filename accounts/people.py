"""People's sign-ins."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


@transaction.atomic
def set_email(user: User) -> EmailAddress:
    """Make `user.email` the one address this person signs in with.

    It counts as verified: whoever reads its mail is the one who can set the password.
    """
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    return EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )[0]
