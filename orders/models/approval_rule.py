"""What a company asks of its own orders before they go to the seller: rules and budgets, kept by
its owner."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from billing.models.bounds import bounded_amount
from billing.models.querysets import CustomerQuerySet
from catalog.models import Category
from portal.kit.money.fields import AmountField


class ApprovalRule(models.Model):
    """An order that the rule catches waits for `approver`; without one, for any of the company's
    owners. `amount` is net, in the customer's currency."""

    class Kind(models.TextChoices):
        AMOUNT = "amount", _("An order of this amount or more")
        CATEGORY = "category", _("Anything of a category")
        ADDRESS = "address", _("A delivery address no order has gone to")
        BUDGET = "budget", _("An order over a budget")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("what needs approval"), max_length=10, choices=Kind.choices)
    amount = AmountField(_("amount"), null=True, blank=True)
    category = models.ForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who approves"),
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval rule")
        verbose_name_plural = _("approval rules")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="amount", amount__isnull=False, category__isnull=True)
                | Q(kind="category", amount__isnull=True, category__isnull=False)
                | Q(kind__in=["address", "budget"], amount__isnull=True, category__isnull=True),
                name="approval_rule_says_what",
            ),
            bounded_amount("approval_rule", "amount"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Budget(models.Model):
    """So much net may be ordered in a period, in the customer's currency: by one person, on one
    cost centre, or by the whole company."""

    class Period(models.TextChoices):
        MONTH = "month", pgettext_lazy("budget", "Month")
        QUARTER = "quarter", pgettext_lazy("budget", "Quarter")
        YEAR = "year", pgettext_lazy("budget", "Year")

    class Over(models.TextChoices):
        ASK = "ask", _("The order needs approval")
        REFUSE = "refuse", _("The order can't be placed")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    cost_centre = models.CharField(_("cost centre"), max_length=60, blank=True)
    period = models.CharField(
        _("period"), max_length=8, choices=Period.choices, default=Period.MONTH
    )
    amount = AmountField(_("amount"))
    over = models.CharField(
        _("an order over it"), max_length=8, choices=Over.choices, default=Over.ASK
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["cost_centre", "person_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "person", "cost_centre", "period"],
                nulls_distinct=False,
                name="budget_once",
                violation_error_message=_("There is such a budget already."),
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(cost_centre=""), name="budget_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(period__in=["month", "quarter", "year"]), name="budget_period_known"
            ),
            models.CheckConstraint(
                condition=Q(over__in=["ask", "refuse"]), name="budget_over_known"
            ),
            models.CheckConstraint(condition=Q(amount__gte=Decimal(0)), name="budget_not_negative"),
            bounded_amount("budget", "amount"),
        ]

    def __str__(self) -> str:
        return self.cost_centre or str(self.person or _("The whole company"))
