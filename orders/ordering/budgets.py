"""How much of a company's budgets is used, and what an order would take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.db.models.functions import Round

from accounts.models import Customer, User
from orders.models import Budget, OrderLine
from orders.models.sales_order import SalesOrder

MONTHS = {Budget.Period.MONTH: 1, Budget.Period.QUARTER: 3, Budget.Period.YEAR: 12}
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class BudgetUse:
    """A budget in the period of a day: what was ordered so far and what one more order adds, net,
    in the customer's currency."""

    budget: Budget
    first: date
    last: date
    used: Decimal
    order_net: Decimal

    @property
    def after(self) -> Decimal:
        return self.used + self.order_net

    @property
    def over(self) -> Decimal:
        return max(Decimal(self.after - self.budget.amount), ZERO)

    @property
    def left(self) -> Decimal:
        """Before this order."""
        return max(Decimal(self.budget.amount - self.used), ZERO)


def period_of(day: date, period: str) -> tuple[date, date]:
    """The first and last day of the calendar month, quarter or year that `day` lies in."""
    months = MONTHS[Budget.Period(period)]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    after = first.month - 1 + months
    following = date(first.year + after // 12, after % 12 + 1, 1)
    return first, following - timedelta(days=1)


def budget_uses(
    customer: Customer, *, person: User, cost_centre: str, order_net: Decimal, today: date
) -> list[BudgetUse]:
    """The budgets that an order of this person on this cost centre counts towards. One statement,
    and one for each budget."""
    counts = Q(cost_centre="") & (Q(person=person) | Q(person__isnull=True))
    if cost_centre:
        counts |= Q(cost_centre=cost_centre)
    budgets = Budget.objects.for_customer(customer).filter(counts).select_related("person")
    return [use_of(one, order_net=order_net, today=today) for one in budgets]


def use_of(budget: Budget, *, today: date, order_net: Decimal = ZERO) -> BudgetUse:
    """Orders of the period count with what was not cancelled of them. One statement."""
    first, last = period_of(today, budget.period)
    lines = OrderLine.objects.filter(
        order__customer=budget.customer_id, order__placed_on__range=(first, last)
    ).exclude(order__status=SalesOrder.Status.CANCELLED)
    if budget.person_id:
        lines = lines.filter(order__placed_by=budget.person_id)
    if budget.cost_centre:
        lines = lines.filter(order__cost_centre=budget.cost_centre)
    kept = Round(F("net") * (F("ordered") - F("cancelled")) / F("ordered"), 2)
    used = lines.aggregate(used=Sum(kept))["used"] or ZERO
    return BudgetUse(budget, first, last, used, order_net)


def cost_centres_of(customer: Customer) -> Sequence[str]:
    """Those that have a budget. One statement."""
    named = Budget.objects.for_customer(customer).exclude(cost_centre="")
    return list(named.order_by("cost_centre").values_list("cost_centre", flat=True).distinct())
