"""Which of a company's own rules catch an order, and who may decide then."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer, Membership, Role, User
from catalog.models import Product
from orders.models import ApprovalRule, Budget, PurchaseApproval, SalesOrder
from orders.ordering.budgets import BudgetUse, budget_uses
from portal.kit.money.format import written
from portal.kit.web.refusals import Refusal

Kind = ApprovalRule.Kind


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the rules look at. `net` is in the customer's currency, `ship_to` text, line by line."""

    customer: Customer
    placed_by: User
    net: Decimal
    variants: Collection[int]
    ship_to: str
    cost_centre: str
    today: date


@dataclass(frozen=True, slots=True)
class Step:
    """One approval that is needed. `data` is what the rule says today; without `approver_id` any
    owner decides."""

    kind: str
    approver_id: int | None
    data: dict[str, Any] = field(default_factory=dict)


def has_own_rules() -> Q:
    """Of customers: whether they have any rule or budget."""
    rules = ApprovalRule.objects.filter(customer=OuterRef("pk"))
    budgets = Budget.objects.filter(customer=OuterRef("pk"))
    return Q(Exists(rules)) | Q(Exists(budgets))


def steps_for(ordered: Ordered) -> list[Step]:
    """What has to be approved, in order; nothing where no rule catches the order.

    Raises Refusal for an order over a budget that may not be exceeded. Two statements, and one for
    each budget and each rule about categories or addresses.
    """
    uses = _over_budget(ordered)
    steps = []
    rules = list(ApprovalRule.objects.for_customer(ordered.customer).select_related("category"))
    for rule in rules:
        data = _caught(rule, ordered, uses)
        if data is not None:
            steps.append(Step(rule.kind, rule.approver_id, data))
    if uses and not any(one.kind == Kind.BUDGET for one in rules):
        steps.append(Step(Kind.BUDGET, None, _told(uses)))
    return steps


def _over_budget(ordered: Ordered) -> list[BudgetUse]:
    uses = budget_uses(
        ordered.customer,
        person=ordered.placed_by,
        cost_centre=ordered.cost_centre,
        order_net=ordered.net,
        today=ordered.today,
    )
    over = [one for one in uses if one.over]
    for one in over:
        if one.budget.over == Budget.Over.REFUSE:
            raise Refusal(
                _("This order is %(over)s over the budget %(budget)s.")
                % {
                    "over": written(one.over, ordered.customer.currency),
                    "budget": f"“{one.budget}”",
                }
            )
    return over


def _caught(
    rule: ApprovalRule, ordered: Ordered, over: Sequence[BudgetUse]
) -> dict[str, Any] | None:
    """What the rule says about this order; None where it does not catch it."""
    match rule.kind:
        case Kind.AMOUNT:
            is_caught = rule.amount is not None and ordered.net >= rule.amount
            return {"amount": str(rule.amount)} if is_caught else None
        case Kind.CATEGORY:
            return {"category": rule.category.name} if _is_in(rule, ordered) else None  # type: ignore[union-attr] # by constraint
        case Kind.ADDRESS:
            return {"address": ordered.ship_to.splitlines()[0]} if _is_new(ordered) else None
        case _:
            return _told(over) if over else None


def _is_in(rule: ApprovalRule, ordered: Ordered) -> bool:
    category = rule.category
    assert category is not None  # noqa: S101 - by constraint
    within = Q(category=category) | Q(category__path__startswith=f"{category.path}/")
    found = Product.objects.filter(within, variants__in=ordered.variants)
    return bool(found.exists())


def _is_new(ordered: Ordered) -> bool:
    """Whether the order goes to an address that none has gone to before."""
    if not ordered.ship_to:
        return False
    before = SalesOrder.objects.filter(customer=ordered.customer, ship_to=ordered.ship_to)
    gone = before.exclude(status__in=[SalesOrder.Status.CANCELLED, SalesOrder.Status.APPROVAL])
    return not gone.exists()


def _told(over: Sequence[BudgetUse]) -> dict[str, Any]:
    first = over[0]
    return {"budget": str(first.budget), "over": str(first.over)}


def why_asked(approval: PurchaseApproval | Step, currency: str) -> str:
    """Why an approval is needed, in a sentence."""
    data = approval.data
    match approval.kind:
        case Kind.AMOUNT:
            amount = written(Decimal(data["amount"]), currency)
            return _("Orders of %(amount)s or more need approval.") % {"amount": amount}
        case Kind.CATEGORY:
            category = data["category"]
            return _("Anything of the category %(name)s needs approval.") % {"name": category}
        case Kind.ADDRESS:
            return _("No order has gone to this address before.")
        case _:
            over = written(Decimal(data["over"]), currency)
            sentence = _("It is %(over)s over the budget “%(budget)s”.")
            return sentence % {"over": over, "budget": data["budget"]}


def deciders(customer: Customer, *, approver_id: int | None, asked_by_id: int) -> list[User]:
    """Who may decide a step: its approver and the company's owners, but never who placed the order.
    Nobody where that leaves nobody. Active people, the approver first. One statement."""
    who = Q(role=Role.OWNER) | Q(user=approver_id or 0)
    places = members_of(customer).filter(who).exclude(user=asked_by_id)
    people = [one.user for one in places]
    return sorted(people, key=lambda person: person.pk != approver_id)


def members_of(customer: Customer) -> QuerySet[Membership]:
    """The company's active people."""
    found = Membership.objects.filter(customer=customer, user__is_active=True)
    return found.select_related("user").order_by("pk")


def mailed(people: Sequence[User], *, approver_id: int | None) -> list[User]:
    """Whom an approval is asked of: the approver alone while they can decide, else the owners."""
    named = [one for one in people if one.pk == approver_id]
    return named or list(people)
