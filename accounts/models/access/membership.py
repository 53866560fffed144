from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ACCOUNTS = "accounts", _("Accounts")
    BUYER = "buyer", _("Buyer")
    VIEWER = "viewer", _("Viewer")


class Membership(models.Model):
    """A person's place in a company. `accounts.access.can` says what the role allows."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.VIEWER)
    includes_subsidiaries = models.BooleanField(
        _("also for subsidiaries"),
        default=False,
        help_text=_("Has the same role at every company below this one."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "customer"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
