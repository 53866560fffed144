"""What a customer's person has been told of, and whether they have looked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from billing.models.querysets import CustomerQuerySet


class Notification(models.Model):
    """One event for one person. It holds names and numbers, never sentences, so that it reads in
    the language of whoever looks. `key` names the event: who is told twice is told once."""

    class Kind(models.TextChoices):
        MESSAGE = "message", pgettext_lazy("notification", "Message")
        DOCUMENT = "document", pgettext_lazy("notification", "Shared document")
        REQUEST = "request", pgettext_lazy("notification", "Document asked for")
        CONFIRMED = "confirmed", pgettext_lazy("notification", "Order confirmed")
        SHIPPED = "shipped", pgettext_lazy("notification", "Order shipped")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    subject = models.CharField(_("about"), max_length=20)
    number = models.CharField(_("number"), max_length=40)
    title = models.CharField(_("title"), max_length=200, blank=True)
    key = models.CharField(max_length=60, editable=False)
    told_at = models.DateTimeField(_("told at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notification_once_an_event"),
            models.CheckConstraint(
                condition=Q(kind__in=["message", "document", "request", "confirmed", "shipped"]),
                name="notification_has_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "customer", "-id"], name="notification_newest"),
            models.Index(
                fields=["user", "customer"],
                name="notification_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
