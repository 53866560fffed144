"""A document that the seller needs of a customer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.querysets import CustomerQuerySet
from support.models.shared_document import SharedDocument


class DocumentRequest(models.Model):
    """Stands on the customer's profile until it was uploaded and staff have accepted it. One that
    was declined waits for another file; `reason` says why."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked for")
        UPLOADED = "uploaded", _("Waiting for review")
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("No longer needed")

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    type = models.CharField(
        _("type"),
        max_length=20,
        choices=SharedDocument.Type.choices,
        default=SharedDocument.Type.CERTIFICATE,
    )
    title = models.CharField(_("what is needed"), max_length=150)
    explanation = models.CharField(_("why"), max_length=300, blank=True)
    due_on = models.DateField(_("needed by"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ASKED, editable=False
    )
    document = models.ForeignKey(
        SharedDocument, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    reason = models.CharField(_("why it was declined"), max_length=300, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
        editable=False,
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("document request")
        verbose_name_plural = _("document requests")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["uploaded", "accepted"]) | Q(document__isnull=False),
                name="document_request_has_its_document",
            )
        ]
        indexes = [
            models.Index(
                fields=["customer", "id"],
                name="document_request_open",
                condition=Q(status__in=["asked", "uploaded"]),
            )
        ]

    def __str__(self) -> str:
        return self.title
