from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.bounds import likely_days
from billing.models.querysets import CustomerQuerySet
from portal.kit.money.fields import CurrencyField
from portal.kit.money.format import day_text


class JournalEntry(models.Model):
    """One business event in the ledger. Never changed, never deleted; undone by a reversal."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice issued")
        CREDIT_NOTE = "credit_note", _("Credit note issued")
        RETAINER = "retainer", _("Retainer invoice issued")
        PAYMENT = "payment", _("Payment received")
        ALLOCATION = "allocation", _("Allocation")
        REFUND = "refund", _("Refund")
        DISPUTE = "dispute", _("Dispute or return")
        WRITE_OFF = "write_off", _("Write-off")
        REVERSAL = "reversal", _("Reversal")

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_constraint=False)
    currency = CurrencyField()
    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    effective_on = models.DateField(_("effective on"))
    posted_at = models.DateTimeField(_("posted at"), db_default=Now(), editable=False)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversed_by"
    )
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        constraints = [
            models.UniqueConstraint(fields=["id", "customer", "currency"], name="entry_account"),
            models.CheckConstraint(
                condition=models.Q(kind="reversal", reverses__isnull=False)
                | (~models.Q(kind="reversal") & models.Q(reverses__isnull=True)),
                name="entry_reversal_names_entry",
            ),
            *likely_days("entry", "effective_on"),
        ]
        indexes = [
            models.Index(fields=["customer", "effective_on", "id"], name="entry_by_effective"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {day_text(self.effective_on)}"
