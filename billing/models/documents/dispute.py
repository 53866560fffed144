from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.documents.invoice import Invoice
from billing.models.querysets import CustomerQuerySet


class InvoiceDispute(models.Model):
    """That a customer does not agree with an invoice. It stays owed and payable, and nothing is
    collected for it by itself until the dispute is settled."""

    class Reason(models.TextChoices):
        PRICE = "price", _("Wrong price")
        GOODS = "goods", _("Faulty or missing goods")
        LATE = "late", _("Late delivery")
        UNKNOWN = "unknown", _("Never ordered")
        PAPER = "paper", _("Mistake in the invoice")
        OTHER = "other", _("Something else")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="disputes")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    comment = models.TextField(_("comment"), blank=True, max_length=2000)
    raised_at = models.DateTimeField(_("raised at"), auto_now_add=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("raised by"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("settled by"),
    )
    outcome = models.CharField(_("outcome"), max_length=200, blank=True, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("disputed invoice")
        verbose_name_plural = _("disputed invoices")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"],
                condition=models.Q(settled_at__isnull=True),
                name="dispute_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice}: {self.get_reason_display()}"
