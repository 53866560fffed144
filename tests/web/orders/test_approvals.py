"""An order that waits for its company's approval, and the owner's rules and budgets, as pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Customer, Role, User
from orders.models import ApprovalRule, Budget, CartLine, SalesOrder
from tests.factories import make_customer, make_member, make_organization
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db
RULES = reverse("orders:approval-rule-list")


@pytest.fixture
def customer() -> Customer:
    make_organization(currency="EUR")
    return make_customer(currency="EUR")


@pytest.fixture
def owner(customer: Customer) -> User:
    return make_member(customer, Role.OWNER)


@pytest.fixture
def buyer(customer: Customer) -> User:
    return make_member(customer, Role.BUYER)


@pytest.fixture
def order(customer: Customer, buyer: User) -> SalesOrder:
    ApprovalRule.objects.create(customer=customer, kind="amount", amount=10)
    return make_order(customer, by=buyer)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


def page_of(order: SalesOrder) -> str:
    return reverse("orders:order-detail", args=[order.number])


def decide(client: Client, order: SalesOrder, decision: str, reason: str = "") -> str:
    url = reverse("orders:order-approval-new", args=[order.number])
    given = {"decision": decision, "reason": reason}
    return str(client.post(url, given, follow=True).content.decode())


def test_owner_finds_it_on_my_profile_in_the_tab_and_on_its_page(
    order: SalesOrder, owner: User
) -> None:
    client = browser(owner)
    profile = text(client, reverse("front:profile-detail"))
    assert "1 order waits for your approval" in profile
    assert page_of(order) in profile
    assert order.number in text(client, "/orders/?status=waiting-for-me")
    page = text(client, page_of(order))
    assert "This order waits for your approval" in page
    assert "Orders of €10.00 or more need approval." in page


def test_approver_without_a_right_to_invoices_finds_it_too(customer: Customer, buyer: User) -> None:
    approver = make_member(customer, Role.BUYER)
    ApprovalRule.objects.create(customer=customer, kind="amount", amount=1, approver=approver)
    make_order(customer, by=buyer)
    client = browser(approver)
    assert "1 order waits for your approval" in text(client, reverse("front:profile-detail"))


def test_buyer_reads_who_was_asked_and_cannot_approve(
    order: SalesOrder, owner: User, buyer: User
) -> None:
    client = browser(buyer)
    page = text(client, page_of(order))
    assert str(owner) in page
    assert 'value="approve"' not in page
    assert "You placed this order" in decide(client, order, "approve")
    assert order.number not in text(client, "/orders/?status=waiting-for-me")


def test_alone_in_the_company_one_is_told_so(customer: Customer, owner: User) -> None:
    ApprovalRule.objects.create(customer=customer, kind="amount", amount=1)
    own = make_order(customer, by=owner)
    assert "It needs a second person" in text(browser(owner), page_of(own))


def test_approved_by_one_press(order: SalesOrder, owner: User) -> None:
    client = browser(owner)
    assert "Approved. We&#39;ve received the order." in decide(client, order, "approve")
    assert "has approved this order already" in decide(client, order, "decline", "no")


@pytest.mark.parametrize(("decision", "said"), [("decline", "Declined."), ("return", "Sent back.")])
def test_refused_with_a_reason(order: SalesOrder, owner: User, decision: str, said: str) -> None:
    client = browser(owner)
    assert "Say in a few words why." in decide(client, order, decision)
    assert said in decide(client, order, decision, "Half of it")


@pytest.mark.parametrize("decision", ["", "confirm", "\x00"])
def test_other_decisions_do_nothing(order: SalesOrder, owner: User, decision: str) -> None:
    assert "Choose what to do" in decide(browser(owner), order, decision)
    order.refresh_from_db()
    assert order.status == "approval"


def test_buyer_takes_it_back_into_the_cart(order: SalesOrder, buyer: User) -> None:
    url = reverse("orders:order-return-new", args=[order.number])
    page = browser(buyer).post(url, follow=True).content.decode()
    assert "The order is withdrawn" in page
    assert CartLine.objects.get().quantity == 10


def test_owner_keeps_rules_and_budgets(owner: User, customer: Customer) -> None:
    client = browser(owner)
    client.post(reverse("orders:approval-rule-new"), {"kind": "amount", "amount": "250"})
    rule = ApprovalRule.objects.get()
    assert "Orders of €250.00 or more" in text(client, RULES)
    client.post(reverse("orders:approval-rule-edit", args=[rule.pk]), {"kind": "address"})
    assert "A delivery address no order has gone to" in text(client, RULES)
    client.post(reverse("orders:approval-rule-delete", args=[rule.pk]))
    assert "No rules: orders go straight to us." in text(client, RULES)
    given = {"cost_centre": "Shop  floor", "period": "month", "amount": "100", "over": "ask"}
    client.post(reverse("orders:budget-new"), given)
    assert "€0.00 of €100.00 ordered" in text(client, RULES)
    again = client.post(reverse("orders:budget-new"), given)
    assert again.status_code == 422
    assert "There is such a budget already." in again.content.decode()
    budget = Budget.objects.get()
    assert budget.cost_centre == "Shop floor"
    client.post(reverse("orders:budget-edit", args=[budget.pk]), given | {"amount": "7"})
    assert "of €7.00" in text(client, RULES)
    client.post(reverse("orders:budget-delete", args=[budget.pk]))
    assert not Budget.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "amount"}, "Enter an amount."),
        ({"kind": "amount", "amount": "-1"}, "0 or more"),
        ({"kind": "amount", "amount": "NaN"}, "Enter a number"),
        ({"kind": "amount", "amount": "1e30"}, "Ensure"),
        ({"kind": "category"}, "Choose a category."),
        ({"kind": "other"}, "not one of the available"),
        ({"kind": "address", "approver": "999999"}, "not one of the available"),
    ],
)
def test_rule_that_says_nothing_is_told_beside_its_field(
    owner: User, given: dict[str, str], said: str
) -> None:
    response = browser(owner).post(reverse("orders:approval-rule-new"), given)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not ApprovalRule.objects.exists()


def test_stranger_is_no_approver(owner: User) -> None:
    stranger = make_member(make_customer(), Role.OWNER)
    given = {"kind": "address", "approver": str(stranger.pk)}
    assert browser(owner).post(reverse("orders:approval-rule-new"), given).status_code == 422


def test_buyer_does_not_see_the_rules(buyer: User) -> None:
    assert browser(buyer).get(RULES).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_the_page_that_waits(customer: Customer, owner: User, count: int) -> None:
    buyer = make_member(customer, Role.BUYER)
    for _ in range(count):
        ApprovalRule.objects.create(customer=customer, kind="amount", amount=10)
    order, client = make_order(customer, by=buyer), browser(owner)
    client.get(page_of(order))
    with CaptureQueriesContext(connection) as statements:
        client.get(page_of(order))
    assert len(statements) == 16
