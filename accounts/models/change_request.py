from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def for_customer(self, customer: Customer) -> ChangeRequestQuerySet:
        return self.filter(customer=customer)

    def open(self) -> ChangeRequestQuerySet:
        return self.filter(state=ChangeRequest.State.OPEN)


class ChangeRequest(models.Model):
    """A member wants to change what stands on legal documents; staff decide
    (`accounts.company.changes`)."""

    class Subject(models.TextChoices):
        NAME = "name", _("Name")
        TAX_ID = "tax_id", _("Tax ID")
        BILLING_ADDRESS = "billing_address", _("Billing address")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="change_requests")
    subject = models.CharField(_("what"), max_length=20, choices=Subject.choices)
    old = models.JSONField(_("current"), help_text=_("By column what it was when asked."))
    new = models.JSONField(_("requested"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects: ClassVar = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "subject"],
                condition=models.Q(state="open"),
                name="change_request_one_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(reason=""),
                name="change_request_declined_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}, {self.customer}"

    @property
    def old_text(self) -> str:
        return text_of(self.old)

    @property
    def new_text(self) -> str:
        return text_of(self.new)


def text_of(values: dict[str, str]) -> str:
    """The values as one line."""
    return ", ".join(str(value) for value in values.values() if value) or "–"
