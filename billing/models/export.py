from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.querysets import CustomerQuerySet


class Export(models.Model):
    """A file that takes too long to wait for: made by a worker for the one who asked, and kept
    for a week. Whoever looks for it must still be able to see every one of its `companies`."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    # Whose rights it is made with: another's where staff look as a customer's person.
    seen_as = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    export_request = models.CharField(max_length=40)
    query = models.TextField(blank=True)
    language = models.CharField(max_length=16)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default="waiting")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    companies = models.JSONField(default=list)
    asked_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True)
    # Whoever has taken the file along needs no mail about it; nobody gets two.
    fetched_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["asked_at"], name="export_by_age")]

    def __str__(self) -> str:
        return f"{self.export_request}, {self.asked_at:%Y-%m-%d}"
