"""A secret address at which a calendar reads what a company expects."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.querysets import CustomerQuerySet


class CalendarFeed(models.Model):
    """One for each person and company; deleted, its address opens nothing. Only the hash of the
    secret is kept."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(fields=["customer", "user"], name="calendar_feed_once")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}/{self.user_id}"
