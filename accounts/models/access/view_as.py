from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.access.membership import Membership

LASTS = timedelta(minutes=30)


def _end() -> datetime:
    return timezone.now() + LASTS


class ViewAs(models.Model):
    """A member of staff looks at the portal as a member of a company does: read-only, with a
    reason, for a limited time."""

    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="views_as"
    )
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    started_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_end)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("customer view")
        verbose_name_plural = _("customer views")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="view_as_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.membership}"

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and timezone.now() < self.expires_at
