from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer


class PaymentHabit(models.Model):
    """How many days after the due date a customer's money usually comes, by amount: reckoned anew
    every night from the allocations of a year (`billing/receivables/habits.py`). The row without a
    customer is what all of them do together."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, null=True, related_name="payment_habit"
    )
    # Negative is early. Half of the amount has come by `median_days`, nine tenths by `late_days`.
    median_days = models.IntegerField(_("usual days late"))
    late_days = models.IntegerField(_("days late at worst"))
    payments = models.PositiveIntegerField(_("invoices paid"))
    on_time_percent = models.PositiveSmallIntegerField(_("paid on time (%)"))

    class Meta:
        verbose_name = _("payment habit")
        verbose_name_plural = _("payment habits")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="habit_of_all_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(on_time_percent__range=(0, 100)), name="habit_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.median_days}"
