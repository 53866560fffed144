from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.bounds import bounded_amount, bounded_note, likely_days
from billing.models.ledger.open_item import OpenItem
from billing.models.querysets import CustomerQuerySet
from portal.kit.money.fields import AmountField, CurrencyField
from portal.kit.text.identifiers import validate_document_number


class Payment(models.Model):
    """Money received from a customer. What is not allocated to invoices is a deposit."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("Received")
        VOID = "void", _("Void")

    class Method(models.TextChoices):
        CARD = "card", _("Card")
        BANK_DEBIT = "bank_debit", _("Bank debit")
        BANK_TRANSFER = "bank_transfer", _("Bank transfer")
        CHEQUE = "cheque", _("Cheque")
        CASH = "cash", _("Cash")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    currency = CurrencyField(_("currency"), editable=False)
    number = models.CharField(
        _("number"),
        max_length=40,
        unique=True,
        editable=False,
        validators=[validate_document_number],
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.RECEIVED, editable=False
    )
    method = models.CharField(_("method"), max_length=20, choices=Method.choices)
    received_on = models.DateField(_("received on"))
    amount = AmountField(_("amount"))
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)
    open_item = models.OneToOneField(
        OpenItem, on_delete=models.PROTECT, editable=False, db_constraint=False
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_amount"),
            *likely_days("payment", "received_on"),
            bounded_amount("payment", "amount"),
            bounded_note("payment"),
        ]
        indexes = [models.Index(fields=["customer", "received_on", "id"], name="payment_by_date")]

    def __str__(self) -> str:
        return self.number

    @property
    def unallocated(self) -> Decimal:
        """What of it is still a deposit."""
        unallocated: Decimal = self.open_item.open
        return unallocated
