from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.customer import Customer
from portal.kit.money.fields import AmountField, CurrencyField


class Approval(models.Model):
    """Something that one member of staff asks for and another approves or declines
    (`accounts.approvals`). Once decided it never changes (`accounts/sql/0002_approvals.sql`)."""

    class Kind(models.TextChoices):
        BANK_DETAILS = "bank_details", _("Bank details")
        APPROVAL_LIMITS = "approval_limits", _("Approval limits")
        CREDIT_LIMIT = "credit_limit", _("Credit limit")
        REFUND = "refund", _("Refund")
        WRITE_OFF = "write_off", _("Write-off")
        VOID = "void", _("Void invoice")
        CREDIT_NOTE = "credit_note", _("Credit note")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    object_id = models.CharField(max_length=40, help_text=_("Which one of its kind this is about."))
    subject = models.CharField(_("of"), max_length=200)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("customer")
    )
    amount = AmountField(_("amount"), null=True)
    currency = CurrencyField(_("currency"), blank=True)
    old = models.JSONField(_("current"), default=dict)
    new = models.JSONField(_("as requested"), help_text=_("What is carried out when approved."))
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("requested by"),
    )
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    outcome = models.CharField(_("outcome"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        ordering = ["-asked_at", "-id"]
        default_permissions = ("view",)
        permissions = [("decide_approval", _("Can approve other people's requests"))]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id"],
                condition=models.Q(state="waiting"),
                name="approval_one_waiting",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "withdrawn"], decided_by=None)
                | models.Q(state__in=["approved", "declined"], decided_by__isnull=False)
                & ~models.Q(decided_by=models.F("asked_by")),
                name="approval_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING
