from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.bounds import bounded_amount, likely_days
from billing.models.ledger.open_item import OpenItem
from billing.models.payments.payment import Payment
from billing.models.querysets import CustomerQuerySet
from portal.kit.money.fields import AmountField, CurrencyField


class Transfer(models.Model):
    """A bank transfer that a customer has announced. It moves no balance: staff match it by
    recording the payment once the money has come."""

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("Announced")
        SENT = "sent", _("Sent")
        RECEIVED = "received", _("Received")
        CANCELLED = "cancelled", _("Cancelled")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="transfers")
    currency = CurrencyField(_("currency"), editable=False)
    reference = models.CharField(_("reference"), max_length=25, unique=True, editable=False)
    # Of the page that announced it: a form sent twice is one transfer.
    key = models.UUIDField(unique=True, editable=False)
    amount = AmountField(_("amount"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.ANNOUNCED, editable=False
    )
    announced_at = models.DateTimeField(_("announced at"), auto_now_add=True)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("announced by"),
    )
    sent_on = models.DateField(_("sent on"), null=True, editable=False)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, null=True, editable=False, related_name="transfer"
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("announced bank transfer")
        verbose_name_plural = _("announced bank transfers")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="transfer_amount"),
            bounded_amount("transfer", "amount"),
            *likely_days("transfer", "sent_on"),
            models.CheckConstraint(
                condition=models.Q(state="received", payment__isnull=False)
                | (~models.Q(state="received") & models.Q(payment__isnull=True)),
                name="transfer_received_has_payment",
            ),
        ]
        indexes = [models.Index(fields=["customer", "state", "-id"], name="transfer_by_state")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        """Whether the money may still come."""
        return self.state in (self.State.ANNOUNCED, self.State.SENT)


class TransferLine(models.Model):
    """What part of a transfer is meant for a document: `credit_source` names the credit note or
    deposit that settles it instead, once the transfer has come."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(OpenItem, on_delete=models.PROTECT, related_name="+")
    credit_source = models.ForeignKey(
        OpenItem, on_delete=models.PROTECT, null=True, related_name="+"
    )
    amount = AmountField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="transfer_line_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.amount}"


class TransferProof(models.Model):
    """A file by which the customer shows that a transfer was sent. `number` names it in its
    address and on disk, and cannot be guessed."""

    number = models.CharField(max_length=32, unique=True, editable=False)
    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="proofs")
    file = models.FileField(upload_to="proofs/")
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(max_length=40)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("transfer proof")
        verbose_name_plural = _("transfer proofs")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
