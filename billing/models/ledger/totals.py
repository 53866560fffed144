"""Totals that triggers keep beside the postings, so that no page has to add up history.

`manage.py check_ledger` proves them against the postings.
"""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from portal.kit.money.fields import AmountField, CurrencyField


class AccountBalance(models.Model):
    """What is open on a customer's items, by kind."""

    customer = models.OneToOneField(
        Customer, on_delete=models.PROTECT, primary_key=True, related_name="balance"
    )
    currency = CurrencyField()
    outstanding = AmountField(default=0)
    credits = AmountField(default=0)
    deposits = AmountField(default=0)
    retainers = AmountField(default=0)

    class Meta:
        verbose_name = _("account balance")
        verbose_name_plural = _("account balances")

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.outstanding} {self.currency}"

    @property
    def net(self) -> Decimal:
        """As `billing.balance.Balance.net`, for lists that join this row."""
        return Decimal(self.outstanding - self.credits - self.deposits)


class DueTotal(models.Model):
    """What is open on a customer's invoices that fall due on one day."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_index=False)
    due_on = models.DateField()
    open = AmountField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "due_on"], name="due_total_day"),
        ]
        indexes = [
            models.Index(
                fields=["customer", "due_on"],
                include=["open"],
                name="due_total_open",
                condition=models.Q(open__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.due_on}: {self.open}"


class DailyTotal(models.Model):
    """What was invoiced, credited and paid by documents of one day. Void documents count for
    nothing; refunds do not lower what was paid."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, db_index=False)
    day = models.DateField()
    invoiced = AmountField(default=0)
    credited = AmountField(default=0)
    paid = AmountField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "day"], name="daily_total_day"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.day}"
