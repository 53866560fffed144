"""What was asked of whom before an order went to the seller, and what they said."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from orders.models.approval_rule import ApprovalRule
from orders.models.sales_order import SalesOrder


class PurchaseApproval(models.Model):
    """One step: steps of an order are decided in their order. `data` is what the rule said then,
    `asked_by` whoever placed the order; the database lets nobody decide their own
    (`orders/sql/0005_approvals.sql`)."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("approval", "Waiting")
        APPROVED = "approved", pgettext_lazy("approval", "Approved")
        DECLINED = "declined", pgettext_lazy("approval", "Declined")
        RETURNED = "returned", pgettext_lazy("approval", "Sent back")
        VOID = "void", pgettext_lazy("approval", "No longer needed")

    order = models.ForeignKey(SalesOrder, on_delete=models.PROTECT, related_name="approvals")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("why"), max_length=10, choices=ApprovalRule.Kind.choices)
    data = models.JSONField(default=dict)
    # Without one, any of the company's owners.
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("purchase approval")
        verbose_name_plural = _("purchase approvals")
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"], name="purchase_approval_position"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "void"], decided_by__isnull=True)
                | Q(
                    state__in=["approved", "declined", "returned"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="purchase_approval_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="purchase_approval_not_ones_own",
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "order"],
                name="purchase_approval_waits",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.position}"
