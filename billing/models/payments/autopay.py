from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.documents.invoice import Invoice
from billing.models.querysets import CustomerQuerySet
from portal.kit.money.fields import AmountField


class AutopayAgreement(models.Model):
    """That a company lets its invoices be charged when they fall due, in the words it read.

    At most one stands at a time; an ended one is kept, for what it allowed was allowed.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="autopay")
    consent_version = models.PositiveSmallIntegerField(_("version of the text"))
    consent_text = models.TextField(_("what was agreed to"))
    agreed_at = models.DateTimeField(_("agreed at"), auto_now_add=True)
    agreed_on = models.DateField(_("agreed on"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("agreed by"),
    )
    cap = AmountField(_("at most per charge"), null=True, blank=True)
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("ended by"),
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("autopay agreement")
        verbose_name_plural = _("autopay agreements")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(ended_at__isnull=True),
                name="autopay_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(cap__isnull=True) | models.Q(cap__gt=0), name="autopay_cap"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer}, {self.agreed_on}"


class AutopaySkip(models.Model):
    """An invoice that a company has taken out of autopay."""

    invoice = models.OneToOneField(Invoice, on_delete=models.CASCADE, related_name="autopay_skip")
    skipped_at = models.DateTimeField(auto_now_add=True)
    skipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.invoice)


class AutopayStep(models.Model):
    """That autopay gave notice of an invoice, or charged it. The unique constraint makes each
    happen once, however often the task runs."""

    class Kind(models.TextChoices):
        NOTICE = "notice", _("Notice")
        CHARGE = "charge", _("Charge")

    agreement = models.ForeignKey(AutopayAgreement, on_delete=models.PROTECT, related_name="steps")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="autopay_steps")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("on"))
    amount = AmountField(_("amount"))
    attempt = models.OneToOneField(
        "billing.PaymentAttempt",
        on_delete=models.PROTECT,
        null=True,
        related_name="autopay_step",
        verbose_name=_("payment"),
    )
    outcome = models.CharField(_("outcome"), max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("autopay step")
        verbose_name_plural = _("autopay steps")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "kind", "on"], name="autopay_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.invoice} {self.on}"
