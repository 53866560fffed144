"""What staff decide about paying: for everybody, for one customer, for one invoice."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from billing.models.documents.invoice import Invoice
from portal.kit.money.fields import AmountField, CurrencyField


class PaymentRule(models.Model):
    """A rule's reach. The narrowest wins: an invoice's before its customer's before everybody's,
    and of two equally narrow ones that for the currency."""

    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("customer"),
        help_text=_("Leave empty for every customer."),
    )
    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("invoice"),
        help_text=_("For this invoice only."),
    )
    currency = CurrencyField(
        _("currency"), blank=True, help_text=_("Leave empty to use each customer's own.")
    )
    minimum = AmountField(_("at least"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def reach(self) -> tuple[int, bool]:
        """How narrow the rule is: the greater one wins."""
        if self.invoice_id is not None:
            return 2, bool(self.currency)
        return (1 if self.customer_id is not None else 0), bool(self.currency)


class PartialPaymentRule(PaymentRule):
    """Whether part of a document may be paid. Where no rule reaches, any amount may."""

    class Allows(models.TextChoices):
        FULL_ONLY = "full_only", _("only in full")
        ANY = "any", _("any amount, from the minimum")

    allows = models.CharField(
        _("may be paid"), max_length=10, choices=Allows.choices, default=Allows.ANY
    )

    class Meta:
        verbose_name = _("partial payment rule")
        verbose_name_plural = _("partial payment rules")
        ordering = ["customer", "invoice", "currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "invoice", "currency"],
                name="partial_rule_once",
                nulls_distinct=False,
                violation_error_message=_("This rule already exists."),
            ),
            models.CheckConstraint(
                condition=models.Q(customer__isnull=True) | models.Q(invoice__isnull=True),
                name="partial_rule_one_reach",
                violation_error_message=_("Choose a customer or an invoice, not both."),
            ),
            models.CheckConstraint(
                condition=models.Q(minimum__isnull=True) | models.Q(minimum__gt=0),
                name="partial_rule_minimum",
                violation_error_message=_("The minimum must be more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice or self.customer or _('Everybody')}: {self.get_allows_display()}"

    @property
    def minimum_part(self) -> Decimal | None:
        """The least part that may be paid; None when it must be all."""
        return None if self.allows == self.Allows.FULL_ONLY else self.minimum or Decimal(0)


class MethodRule(PaymentRule):
    """Whether a method is offered, and for which amounts. Where no rule reaches, a method is
    offered if it is set up; bank debit only to customers who may pay by it."""

    class Method(models.TextChoices):
        CARD = "card", _("Card")
        BANK_DEBIT = "bank_debit", _("Bank debit")
        BANK_TRANSFER = "bank_transfer", _("Bank transfer")

    method = models.CharField(_("method"), max_length=20, choices=Method.choices)
    is_offered = models.BooleanField(_("offered"), default=True)
    maximum = AmountField(_("at most"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment method rule")
        verbose_name_plural = _("payment method rules")
        ordering = ["method", "customer", "invoice", "currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["method", "customer", "invoice", "currency"],
                name="method_rule_once",
                nulls_distinct=False,
                violation_error_message=_("This rule already exists."),
            ),
            models.CheckConstraint(
                condition=models.Q(customer__isnull=True) | models.Q(invoice__isnull=True),
                name="method_rule_one_reach",
                violation_error_message=_("Choose a customer or an invoice, not both."),
            ),
            models.CheckConstraint(
                condition=models.Q(minimum__isnull=True)
                | models.Q(maximum__isnull=True)
                | models.Q(minimum__lte=models.F("maximum")),
                name="method_rule_limits",
                violation_error_message=_("The minimum is more than the maximum."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()}: {self.invoice or self.customer or _('Everybody')}"
