"""A company's own approvals: deciding about an order, and the rules and budgets that ask for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import CustomerRequest, Verb, customer_view
from billing.views.lookup import find_by_number
from orders.approving.deciding import approve_order, decline_order, return_order, take_back
from orders.approving.forms import ApprovalRuleForm, BudgetForm, DecisionForm
from orders.models import ApprovalRule, Budget, SalesOrder
from orders.ordering.budgets import use_of
from portal.kit.web.refusals import Refusal
from portal.kit.web.rendering import page

LIST = "orders:approval-rule-list"


@customer_view(Verb.SEE_ORDERS)
@require_POST
def order_approval_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Approve an order, decline it or send it back."""
    order: SalesOrder = find_by_number(_orders(request), number)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a shorter reason, without control characters."))
        return _to(order)
    reason = form.cleaned_data["reason"]
    try:
        match request.POST.get("decision"):
            case "decline":
                decline_order(order, by=request.user, reason=reason)
                messages.success(request, _("Declined. The buyer gets an email with your reason."))
            case "return":
                return_order(order, by=request.user, reason=reason)
                messages.success(request, _("Sent back. Its lines are in the buyer's cart again."))
            case "approve":
                messages.success(request, _said(approve_order(order, by=request.user)))
            case _:
                messages.error(request, _("Choose what to do with the order."))
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    return _to(order)


def _said(order: SalesOrder) -> str:
    if order.status == SalesOrder.Status.APPROVAL:
        return _("Approved. One more approval is needed before it goes to us.")
    if order.status == SalesOrder.Status.ON_HOLD:
        return _("Approved. We'll hold the order until your credit allows it.")
    return _("Approved. We've received the order.")


@customer_view(Verb.ORDER)
@require_POST
def order_return_new(request: CustomerRequest, number: str) -> HttpResponse:
    """Take one's own order back into the cart while it waits."""
    order: SalesOrder = find_by_number(_orders(request), number)
    try:
        take_back(order, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return _to(order)
    messages.success(request, _("The order is withdrawn. Its lines are in your cart again."))
    query = {"presentation": order.presentation.code} if order.presentation else None
    return redirect(reverse("orders:cart-detail", query=query))


@customer_view(Verb.MANAGE_PEOPLE)
def approval_rule_list(request: CustomerRequest) -> HttpResponse:
    """The company's rules and budgets, and how much of each is used."""
    customer, today = request.customer, request.organization.today()
    rules = ApprovalRule.objects.for_customer(customer).select_related("category", "approver")
    budgets = Budget.objects.for_customer(customer).select_related("person")
    context: dict[str, object] = {
        "rules": rules,
        "budgets": [use_of(one, today=today) for one in budgets],
    }
    return page(request, "orders/approval_rule_list.jinja", context)


@customer_view(Verb.MANAGE_PEOPLE)
def approval_rule_new(request: CustomerRequest) -> HttpResponse:
    """Add a rule, after the others."""
    rules = ApprovalRule.objects.for_customer(request.customer)
    last = rules.aggregate(last=Max("position"))["last"] or 0
    rule = ApprovalRule(customer=request.customer, position=last + 1)
    form = ApprovalRuleForm(request.POST or None, instance=rule, customer=request.customer)
    return _saved(request, form, _("Add an approval rule"), _("Rule added."))


@customer_view(Verb.MANAGE_PEOPLE)
def approval_rule_edit(request: CustomerRequest, pk: int) -> HttpResponse:
    """Change a rule; orders that wait already keep what was asked of them."""
    rule = get_object_or_404(ApprovalRule.objects.for_customer(request.customer), pk=pk)
    form = ApprovalRuleForm(request.POST or None, instance=rule, customer=request.customer)
    return _saved(request, form, _("Change the rule"), _("Rule saved."))


@customer_view(Verb.MANAGE_PEOPLE)
@require_POST
def approval_rule_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Remove a rule; orders that wait already go on waiting."""
    get_object_or_404(ApprovalRule.objects.for_customer(request.customer), pk=pk).delete()
    messages.success(request, _("Rule removed. Orders that wait already still need approval."))
    return redirect(LIST)


@customer_view(Verb.MANAGE_PEOPLE)
def budget_new(request: CustomerRequest) -> HttpResponse:
    """Add a budget of a person, a cost centre or the company."""
    budget = Budget(customer=request.customer)
    form = BudgetForm(request.POST or None, instance=budget, customer=request.customer)
    return _saved(request, form, _("Add a budget"), _("Budget added."))


@customer_view(Verb.MANAGE_PEOPLE)
def budget_edit(request: CustomerRequest, pk: int) -> HttpResponse:
    """Change a budget."""
    budget = get_object_or_404(Budget.objects.for_customer(request.customer), pk=pk)
    form = BudgetForm(request.POST or None, instance=budget, customer=request.customer)
    return _saved(request, form, _("Change the budget"), _("Budget saved."))


@customer_view(Verb.MANAGE_PEOPLE)
@require_POST
def budget_delete(request: CustomerRequest, pk: int) -> HttpResponse:
    """Remove a budget."""
    get_object_or_404(Budget.objects.for_customer(request.customer), pk=pk).delete()
    messages.success(request, _("Budget removed."))
    return redirect(LIST)


def _saved(request: CustomerRequest, form: Any, title: str, done: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, done)
        return redirect(LIST)
    context: dict[str, object] = {"form": form, "title": title}
    status = 422 if form.errors else 200
    return page(request, "orders/approval_rule_form.jinja", context, status=status)


def _orders(request: CustomerRequest) -> Any:
    related = SalesOrder.objects.for_customer(request.customer)
    return related.select_related("placed_by", "presentation", "customer")


def _to(order: SalesOrder) -> HttpResponse:
    return redirect("orders:order-detail", order.number)
